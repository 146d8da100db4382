/** A phone in a play that is a person of the fake OA: what is done on it goes the whole way, and what is said is on its screen. */
import type { OutboundChoice, RenderedMessage } from '../../../src/channel/channel.ts';
import { makeDigits } from '../../../src/household/make-digits.ts';
import type { Doing, Phone } from '../../conversation/transcripts/phone.ts';
import type { FakeUser, Received } from '../../support/fake-zalo.ts';
import { SECRET, type ZaloHouse } from '../../support/zalo-house.ts';

/** As the first bytes of such a file say it. */
const HEIC = Buffer.from('000000186674797068656963000000006d696631686569630000', 'hex');

/** Six digits that stand for nothing, as somebody types who looks at an old sheet. */
const WRONG = '123456';

export function openZaloPhone({ house, fake, settled }: ZaloHouse): Phone {
  const user = fake.user();
  let shown = 0;

  function does(doing: Doing): unknown {
    switch (doing.does) {
      case 'starts':
        return doing.code === undefined ? user.follows() : typesDigits(doing.code);
      case 'says':
        return user.says(doing.text);
      case 'presses':
        return press(doing.choice);
      case 'pressesOld':
        return user.pressesOld(doing.label);
      case 'sendsPhoto':
        return user.sendsPhoto(doing.bytes);
      case 'sendsHeic':
        return user.sendsPhoto(HEIC);
      case 'sendsVoice':
        return user.sendsVoice();
      case 'sendsSticker':
        return user.sendsSticker();
      case 'waits':
        return;
    }
  }

  /** No link takes a code into the chat: its page shows six digits to type, or says that the code is none. */
  async function typesDigits(code: string): Promise<void> {
    const made = await house.deps.db.$transaction((db) => makeDigits({ ...house.deps, db }, { code, secret: SECRET }));
    user.says(made?.digits ?? WRONG);
  }

  function press(place: number): void {
    const choice = choicesOn(user)[place];
    if (choice?.button) user.presses(choice.button);
    else user.says(String(place + 1));
  }

  return {
    async does(doing) {
      await does(doing);
      await settled();
      const came = withCards(user.received().slice(shown));
      shown = user.received().length;
      return came.map((message) => ({ came: message }));
    },
    offered: () => choicesOn(user),
    texts: async () => user.received().map(({ text }) => text),
  };
}

interface Choice {
  label: string;
  isLink: boolean;
  /** What stands on its button; absent: its number is typed. */
  button?: string;
}

/** Of the newest message with words: its buttons, or the lines that are numbered from 1. */
function choicesOn(user: FakeUser): Choice[] {
  const newest = user.received().findLast(({ asksInfo }) => asksInfo === undefined);
  if (!newest) return [];
  if (newest.buttons.length > 0)
    return newest.buttons.map(({ title, payload }) => ({ label: title, isLink: typeof payload !== 'string', button: title }));
  return listedIn(newest.text).map((label) => ({ label, isLink: /: https?:\S+$/.test(label) }));
}

/** The last list in a text. */
function listedIn(text: string): string[] {
  const labels: string[] = [];
  for (const line of text.split('\n')) {
    const [, number, label = ''] = /^(\d+)\. (.+)$/.exec(line) ?? [];
    if (number === '1') labels.length = 0;
    if (Number(number) === labels.length + 1) labels.push(label);
  }
  return labels;
}

/** The card that asks for a number comes by itself, and belongs to the message before it. */
function withCards(received: readonly Received[]): RenderedMessage[] {
  const messages: RenderedMessage[] = [];
  for (const one of received) {
    const before = messages.at(-1);
    if (one.asksInfo && before) before.asksContact = true;
    else messages.push(rendered(one));
  }
  return messages;
}

function rendered({ text, buttons, asksInfo }: Received): RenderedMessage {
  return { text, buttons: buttons.map(choiceOf), asksContact: asksInfo !== undefined };
}

function choiceOf({ title, payload }: Received['buttons'][number]): OutboundChoice {
  return typeof payload === 'string' ? { label: title, data: payload } : { label: title, url: payload.url ?? payload.phone_code ?? '' };
}
