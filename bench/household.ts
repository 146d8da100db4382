/** Households that answer the form: each gets a question with buttons, presses one, waits for the reply, and so on to the end. */
import type { BotApi, Button, Sent } from './bot-api.ts';
import type { Webhook } from './webhook.ts';

export interface Street {
  /** Somebody who has not answered yet takes a seat: the first question is asked. */
  begin(): Promise<Household>;
}

export interface Household {
  /** Milliseconds until its first question was here. */
  greeted: number;
  /** Presses a button; null once everything is answered. @returns milliseconds until the next question was here */
  answer(): Promise<number> | null;
}

/** A bot that never answers would otherwise hang the whole run. */
const PATIENCE_MS = 20_000;

/** Numbers updates through the whole run: a bot would drop one that it has seen. */
let updates = 100_000_000;

interface Waiting {
  since: number;
  replied: (sent: Sent) => void;
}

/**
 * @param nextChat a chat that stands at the beginning of the form
 * @param presses that lead through the form: a bot that asks more has lost an answer, and its speed counts for nothing
 */
export function createStreet(api: BotApi, webhook: Webhook, nextChat: () => number, presses: number): Street {
  const waiting = new Map<number, Waiting>();

  api.onMessage = (sent) => {
    if (wayOf(sent.buttons) !== null || isEnd(sent.buttons)) waiting.get(sent.chat)?.replied(sent);
  };

  /** The next update of a chat comes only after the last one was taken, as from Telegram. */
  async function say(chat: number, update: object): Promise<{ asked: Sent; took: number }> {
    const since = performance.now();
    const reply = new Promise<Sent>((replied) => waiting.set(chat, { since, replied }));
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`No reply within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    try {
      const taken = webhook.deliver({ update_id: ++updates, ...update });
      const [asked] = await Promise.race([Promise.all([reply, taken]), late.promise]);
      return { asked, took: asked.at - since };
    } finally {
      clearTimeout(timer);
      waiting.delete(chat);
    }
  }

  return {
    async begin() {
      const chat = nextChat();
      const date = Math.floor(Date.now() / 1000);
      const from = { id: chat, is_bot: false, first_name: 'Sen', language_code: 'vi' };
      const place = { id: chat, type: 'private', first_name: 'Sen' };
      const entities = [{ type: 'bot_command', offset: 0, length: 6 }];
      const greeting = await say(chat, { message: { message_id: 1, from, chat: place, date, text: '/start', entities } });
      let { asked } = greeting;
      let pressed = 0;
      return {
        greeted: greeting.took,
        answer() {
          const data = wayOf(asked.buttons);
          if (data === null ? pressed !== presses : pressed === presses) throw new Error(`The form was not over after ${presses} answers`);
          if (data === null) return null;
          const under = {
            message_id: ++pressed,
            chat: place,
            date,
            text: asked.text,
            reply_markup: { inline_keyboard: asked.buttons.map((one) => [one]) },
          };
          const press = { id: `${chat}${pressed}`, from, message: under, chat_instance: '1', data };
          return say(chat, { callback_query: press }).then((turn) => {
            asked = turn.asked;
            return turn.took;
          });
        },
      };
    },
  };
}

/** The best answer, and later for what asks for evidence. */
function wayOf(buttons: Button[]): string | null {
  const ways = buttons.map(({ callback_data = '' }) => callback_data);
  return ways.find((way) => /\ba-(?!na$)/.test(way)) ?? ways.find((way) => /\blater$/.test(way)) ?? null;
}

function isEnd(buttons: Button[]): boolean {
  return buttons.some(({ callback_data = '' }) => /\bfinish$/.test(callback_data));
}
