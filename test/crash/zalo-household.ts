/** A household on Zalo: what it writes reaches the service through the fake OA, which also knows what came back. */
import { dataOf } from '../../src/channel/zalo/press.ts';
import type { RemoteFakeZalo } from '../support/fake-zalo/remote.ts';
import type { Received } from '../support/fake-zalo.ts';
import { type Choices, choiceId, createHabits, levelOf, wantsEvidence } from './habits.ts';
import type { AppHousehold, HouseholdParts } from './household.ts';
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
  let heard = 0;

  const act = <T>(call: string, ...args: unknown[]) => fake.control<T>(call, { user, args });

  /** Zalo's own id of a message is the key of its update. */
  async function send(level: string | number | null, call: string, ...args: unknown[]): Promise<void> {
    sent.push({ key: await act<string>(call, ...args), level });
  }

  /** The next question that is new. It stands in the last message of an answer. */
  async function listen(): Promise<Question> {
    for (;;) {
      signal.throwIfAborted();
      const fresh = await act<Received[]>('hears', heard, LISTEN_MS).catch(nothing);
      heard += fresh.length;
      if (fresh.length > 0) onHeard();
      for (const message of fresh.toReversed()) {
        const question = questionIn(message);
        const words = question && JSON.stringify([message.text, message.buttons]);
        if (!question || !words || asked.has(words)) continue;
        asked.add(words);
        return question;
      }
    }
  }

  async function answer({ text, choices, list }: Question): Promise<void> {
    if (list.length > 0) return chooseFrom(list);
    const levels = [...choices.keys()].filter((id) => levelOf(id) !== null && id !== NOT_APPLICABLE);
    if (levels.length > 0 && random.chance(0.3)) return sayPlaceOf(levels);
    if (photos && wantsEvidence(choices) && photoAsked.test(text) && random.chance(0.3))
      return send(null, 'sendsPhoto', { base64: await photoOf(random) });
    const deed = habits.next(choices);
    if (deed.does === 'says') return send(null, 'says', deed.text);
    const { data, label } = deed.choice;
    // A press is a text that the button writes.
    return data === null ? send(null, 'says', label) : send(levelOf(deed.id), 'says', data);
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
      for (let question = await listen(); !over(); question = await listen()) await answer(question);
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
