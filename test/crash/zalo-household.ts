/** A household on Zalo: what it writes reaches the service through the fake OA, which also knows what came back. */
import { dataOf } from '../../src/channel/zalo/press.ts';
import type { RemoteFakeZalo } from '../support/fake-zalo/remote.ts';
import type { Received } from '../support/fake-zalo.ts';
import { type Choice, type Choices, choiceId, createHabits, levelOf, wantsEvidence } from './habits.ts';
import { type AppHousehold, type HouseholdParts, REST_MS, SILENCE_MS } from './household.ts';
import { photoAsked, photoOf, wordsAwaited } from './on-apps.ts';

export interface ZaloHouseholdParts extends HouseholdParts {
  fake: RemoteFakeZalo;
  user: string;
  /** It sends photos, too. */
  photos: boolean;
}

/** One look lasts no longer. */
const LISTEN_MS = 5_000;

/** Stands among the answers of a question, behind its levels. */
const NOT_APPLICABLE = 'a-na';
/** Leads from the list of questions to sending. */
const FINISH = 'Xem điểm';

interface Question {
  text: string;
  choices: Choices;
  /** What stands under numbers instead, where there are too many for buttons. */
  list: string[];
}

export function createZaloHousehold({ name, fake, user, photos, random, number, onHeard, signal }: ZaloHouseholdParts): AppHousehold {
  const sent: AppHousehold['sent'] = [];
  const habits = createHabits({ random, number });
  /** What was asked already: a message may come twice. */
  const asked = new Set<string>();
  const pressed = new Set<string>();
  let heard = 0;

  const act = <T>(call: string, ...args: unknown[]) => fake.control<T>(call, { user, args });

  /** Zalo's own id of a message is the key of its update. */
  async function send(level: string | number | null, call: string, ...args: unknown[]): Promise<void> {
    sent.push({ key: await act<string>(call, ...args), level });
  }

  /** A question that is new, if one comes within that time. It stands in the last message of an answer. */
  async function hear(patience: number): Promise<Question | null> {
    signal.throwIfAborted();
    const fresh = await act<Received[]>('hears', heard, patience).catch(nothing);
    heard += fresh.length;
    if (fresh.length > 0) onHeard();
    for (const message of fresh.toReversed()) {
      const question = questionIn(message);
      const words = question && JSON.stringify([message.text, message.buttons]);
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
  async function answer({ text, choices, list }: Question): Promise<boolean> {
    if (list.length > 0) await chooseFrom(list);
    else return answerTo(text, choices);
    return true;
  }

  async function answerTo(text: string, choices: Choices): Promise<boolean> {
    const levels = [...choices.keys()].filter((id) => levelOf(id) !== null && id !== NOT_APPLICABLE);
    if (levels.length > 0 && random.chance(0.3)) {
      await sayPlaceOf(levels);
      return true;
    }
    if (photos && wantsEvidence(choices) && photoAsked.test(text) && random.chance(0.3)) {
      await send(null, 'sendsPhoto', { base64: await photoOf(random) });
      return true;
    }
    const deed = habits.next(choices);
    if (deed.does === 'waits') return false;
    if (deed.does === 'says') await send(null, 'says', deed.text);
    else await press(deed.id, deed.choice);
    return true;
  }

  /** A press is a text that the button writes. The same once more counts once, so then its words are said. */
  async function press(id: string, { data, label }: Choice): Promise<void> {
    const isNew = data !== null && !pressed.has(data);
    if (isNew) pressed.add(data);
    await send(levelOf(id), 'says', isNew ? data : label);
  }

  /** A number is understood where there are buttons, too. */
  function sayPlaceOf(levels: readonly string[]): Promise<void> {
    const place = 1 + random.below(levels.length);
    return send(place, 'says', String(place));
  }

  function chooseFrom(list: readonly string[]): Promise<void> {
    const finish = list.indexOf(FINISH);
    const place = finish >= 0 && random.chance(0.6) ? finish : random.below(list.length);
    return send(null, 'says', String(place + 1));
  }

  return {
    name,
    channel: 'zalo',
    chatKey: user,
    sent,
    heard: () => heard,
    retries: () => 0,
    async arrivals() {
      const received = await act<Received[]>('received');
      return received.map(({ messageId, text }) => ({ id: messageId, text }));
    },
    async live(over) {
      await send(null, 'says', 'xin chào');
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

function questionIn({ text, buttons }: Received): Question | null {
  const choices = buttons.flatMap(({ title, payload }) => {
    const data = typeof payload === 'string' ? dataOf(payload) : null;
    return data === null ? [] : [[choiceId(data), { data: payload as string, label: title }] as const];
  });
  const list = choices.length > 0 ? [] : listIn(text);
  if (choices.length > 0 || list.length > 0 || wordsAwaited.test(text)) return { text, choices: new Map(choices), list };
  return null;
}

/** The last list of a text. */
function listIn(text: string): string[] {
  const labels: string[] = [];
  for (const line of text.split('\n')) {
    const [, number, label = ''] = /^(\d+)\. (.+)$/.exec(line) ?? [];
    if (number === '1') labels.length = 0;
    if (Number(number) === labels.length + 1) labels.push(label);
  }
  return labels;
}
