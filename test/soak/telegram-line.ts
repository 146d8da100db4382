/** A person on Telegram: the fake Bot API lives in this process, beside the people. */
import type { Random } from '../crash/random.ts';
import type { FakeTelegram, FakeUser, Received } from '../support/fake-telegram.ts';
import type { Question } from './habits.ts';
import { type Line, PATIENCE_MS } from './person.ts';

/** Messages of a chat that are remembered: an hour of them from everybody would fill this process. */
const REMEMBERED = 40;

export interface TelegramLineParts {
  fake: FakeTelegram;
  /** Somebody new unless given. */
  user?: FakeUser;
  photos: readonly Uint8Array[];
  random: Random;
}

export function telegramLine({ fake, photos, random, user = fake.user() }: TelegramLineParts): Line {
  return {
    async do(deed) {
      const seen = user.received();
      if (seen.length > REMEMBERED) seen.splice(0, seen.length - REMEMBERED);
      const before = seen.length;
      if (deed.do === 'start') user.starts();
      if (deed.do === 'say') user.says(deed.text);
      if (deed.do === 'photo') user.sendsPhoto(random.pick(photos));
      if (deed.do === 'voice') user.sendsVoice();
      if (deed.do === 'share') user.shares(deed.phone);
      if (deed.do === 'press') press(user, deed.choice.data);
      const [first] = await user.hears(before, PATIENCE_MS);
      if (!first) throw new Error('nothing came');
      return lazily(user, before);
    },
    // Some do so while an answer is on its way to them.
    block(ms) {
      const asks = random.chance(0.5);
      if (asks) user.says('menu');
      user.blocks();
      setTimeout(() => user.unblocks(), ms);
      return asks ? 3 : 2;
    },
    leave: () => user.deletesAccount(),
  };
}

function press(user: FakeUser, data: string): void {
  user.pressesData(
    data,
    user.received().findLast(({ markup }) => markup?.inline_keyboard?.flat().some((button) => button.callback_data === data)),
  );
}

/** Read when the person acts again: the rest of the answer has come by then. */
function lazily(user: FakeUser, before: number): Question {
  const messages = () => user.received().slice(before);
  return {
    get text() {
      return messages()
        .map(({ text }) => text)
        .join('\n');
    },
    get choices() {
      return choicesOf(messages());
    },
    get asksContact() {
      return messages().some(({ markup }) => markup?.keyboard !== undefined);
    },
  };
}

function choicesOf(messages: Received[]): Question['choices'] {
  const under = messages.findLast(({ markup }) => markup?.inline_keyboard)?.markup;
  return (under?.inline_keyboard ?? [])
    .flat()
    .flatMap(({ text, callback_data: data }) => (data ? [{ id: idOf(data), label: text, data }] : []));
}

export function idOf(data: string): string {
  return data.split('.')[1] ?? '';
}
