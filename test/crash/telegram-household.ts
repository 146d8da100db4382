/** A household on Telegram: what it writes reaches the service through the fake Bot API, which also knows what came back. */
import type { RemoteFake } from '../support/fake-telegram/remote.ts';
import type { Received } from '../support/fake-telegram.ts';
import { type Choices, choiceId, createHabits, levelOf, wantsEvidence } from './habits.ts';
import { type AppHousehold, type HouseholdParts, REST_MS, SILENCE_MS } from './household.ts';
import { photoAsked, photoOf, wordsAwaited } from './on-apps.ts';

export interface TelegramHouseholdParts extends HouseholdParts {
  fake: RemoteFake;
  user: number;
  /** It sends photos, too. */
  photos: boolean;
}

/** One look lasts no longer. */
const LISTEN_MS = 5_000;

interface Question {
  message: Received;
  choices: Choices;
}

export function createTelegramHousehold({
  name,
  fake,
  user,
  photos,
  random,
  number,
  onHeard,
  signal,
}: TelegramHouseholdParts): AppHousehold {
  const sent: AppHousehold['sent'] = [];
  const habits = createHabits({ random, number });
  /** What was asked already: a message may come twice. */
  const asked = new Set<string>();
  let heard = 0;

  const act = <T>(call: string, ...args: unknown[]) => fake.control<T>(call, { user, args });

  async function send(level: string | null, call: string, ...args: unknown[]): Promise<void> {
    sent.push({ key: String(await act<number>(call, ...args)), level });
  }

  /** A question that is new, if one comes within that time. It stands in the last message of an answer. */
  async function hear(patience: number): Promise<Question | null> {
    signal.throwIfAborted();
    const fresh = await act<Received[]>('hears', heard, patience).catch(nothing);
    heard += fresh.length;
    if (fresh.length > 0) onHeard();
    for (const message of fresh.toReversed()) {
      const question = questionIn(message);
      const words = question && JSON.stringify([message.text, message.markup]);
      if (!question || !words || asked.has(words)) continue;
      asked.add(words);
      return question;
    }
    return null;
  }

  /** The next question. What they were told in between may have looked like one. */
  async function listen(): Promise<Question> {
    let silent = 0;
    for (;;) {
      const before = heard;
      const question = await hear(LISTEN_MS);
      if (question) return question;
      silent = heard > before ? 0 : silent + LISTEN_MS;
      if (silent < SILENCE_MS) continue;
      silent = 0;
      await send(null, 'says', 'menu');
    }
  }

  /** False: there is nothing to say to that. */
  async function answer({ message, choices }: Question): Promise<boolean> {
    if (photos && wantsEvidence(choices) && photoAsked.test(message.text) && random.chance(0.3)) {
      await send(null, 'sendsPhoto', { base64: await photoOf(random) });
      return true;
    }
    const deed = habits.next(choices);
    if (deed.does === 'waits') return false;
    if (deed.does === 'says') await send(null, 'says', deed.text);
    else if (deed.choice.data === null) await send(null, 'says', deed.choice.label);
    else await send(levelOf(deed.id), 'pressesData', deed.choice.data, message);
    return true;
  }

  return {
    name,
    channel: 'telegram',
    chatKey: String(user),
    sent,
    heard: () => heard,
    retries: () => 0,
    async arrivals() {
      const received = await act<Received[]>('received');
      return received.map(({ messageId, text }) => ({ id: String(messageId), text }));
    },
    async live(over) {
      await send(null, 'starts');
      let question = await listen();
      while (!over()) {
        if (await answer(question)) question = await listen();
        else question = (await hear(REST_MS)) ?? question;
        onHeard();
      }
    },
  };
}

function nothing(error: Error): [] {
  if (error.message.startsWith('Nothing came')) return [];
  throw error;
}

function questionIn(message: Received): Question | null {
  const { inline_keyboard: inline, keyboard } = message.markup ?? {};
  if (inline) {
    const choices = inline
      .flat()
      .flatMap(({ text, callback_data: data }) => (data ? [[choiceId(data), { data, label: text }] as const] : []));
    return { message, choices: new Map(choices) };
  }
  // The number of its telephone is not given: the last button is the way past.
  const past = keyboard?.flat().at(-1);
  if (past) return { message, choices: new Map([['skip', { data: null, label: past.text }]]) };
  return wordsAwaited.test(message.text) ? { message, choices: new Map() } : null;
}
