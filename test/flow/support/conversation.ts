/** Reads and replays conversations that anybody can read: 👤 a household, 🏠 the house, ⚙ what the service did. */
import { z } from 'zod';
import { type Dialog, dialogKey, dialogSchema, type Words, wordsSchema } from '../../../src/flow/definition.ts';
import { step, type World } from '../../../src/flow/engine.ts';
import {
  emptySession,
  type FlowEvent,
  type FlowRequest,
  type Input,
  type Json,
  type Param,
  type Sentence,
  type Session,
} from '../../../src/flow/session.ts';

export const fixture = z.strictObject({
  about: z.string(),
  dialogs: z.array(dialogSchema).min(1),
  /** Placeholder texts of the dialogs. */
  sentences: z.record(z.string(), z.string()).default({}),
  words: z.any().optional(),
  /** What we say travels over servers abroad. */
  away: z.boolean().default(false),
  /** What each act answers, one after another; the last one again when there are no more. */
  acts: z.record(z.string(), z.array(z.any()).min(1)).default({}),
  /** Date of the conversation. */
  now: z.iso.datetime().default('2026-11-20T02:00:00Z'),
  talk: z.string(),
});
export type Fixture = z.infer<typeof fixture>;

const photo = { kind: 'photo', blobKey: 'b', thumbKey: null, mediaType: 'image/jpeg', bytes: 1, width: 1, height: 1, sha256: 'a' } as const;

/** What a line in brackets means: "(photo: bàn học)". */
const gestures: Record<string, (rest: string) => Input> = {
  start: (code) => (code === '' ? { type: 'start' } : { type: 'start', code }),
  photo: (caption) => ({ type: 'media', items: [photo], ...(caption === '' ? {} : { caption }) }),
  'broken photo': (problem) => ({ type: 'mediaProblem', problem }),
  voice: () => ({ type: 'voice' }),
  sticker: () => ({ type: 'other' }),
  contact: (phone) => ({ type: 'contact', phone, own: true }),
  "somebody's contact": (phone) => ({ type: 'contact', phone, own: false }),
  button: (data) => ({ type: 'press', data }),
  'after a notice': (text) => ({ type: 'text', text, overtaken: true }),
  characters: (count) => ({ type: 'text', text: 'á'.repeat(Number(count)) }),
};

/** Replays the 👤 lines and returns the conversation as it went. */
export function replay(told: Fixture, engineTexts: Record<string, string>): string {
  const texts = { ...engineTexts, ...told.sentences };
  const world = worldOf(told, texts);
  const lines: string[] = [];
  let session: Session = { ...emptySession('vi'), ...(told.away && { away: true }) };
  let offered: { label: string; data: string }[] = [];
  const answers = new Map(Object.entries(told.acts).map(([act, results]) => [act, [...results]]));

  const take = (input: Input) => {
    const result = step(world, throughJson(session), throughJson(input), new Date(told.now));
    session = result.session;
    for (const event of result.events) {
      lines.push(...show(event, texts));
      if (event.type === 'say' && event.choices.length > 0) {
        offered = event.choices.map(({ id, label }) => ({ label: speak(label, texts), data: `${event.serial}.${id}` }));
      }
    }
    for (const request of result.requests) {
      const given = answerOf(request, answers);
      lines.push(`⚙ ${request.do} ${JSON.stringify(request.args)} → ${given.outcome}`);
      take({ type: 'result', request: request.id, ...given });
    }
  };

  for (const line of told.talk.split('\n').filter((one) => one.startsWith('👤'))) {
    lines.push(line);
    take(toInput(line.slice('👤'.length).trim(), offered));
  }
  return `${lines.join('\n')}\n`;
}

function toInput(said: string, offered: { label: string; data: string }[]): Input {
  const [, pressed] = /^\[(.+)\]$/.exec(said) ?? [];
  if (pressed !== undefined) {
    const found = offered.find(({ label }) => label === pressed);
    if (!found) throw new Error(`No button "${pressed}" was offered`);
    return { type: 'press', data: found.data };
  }
  const [, gesture = '', rest = ''] = /^\(([a-z' ]+?)(?:: ?(.*))?\)$/.exec(said) ?? [];
  const meant = gestures[gesture];
  return meant ? meant(rest) : { type: 'text', text: said };
}

type Given = { outcome: string; value?: Json; lang?: string; forget?: boolean };

function answerOf(request: FlowRequest, answers: Map<string, Given[]>): Given {
  const results = answers.get(request.do);
  const next = results && results.length > 1 ? results.shift() : results?.[0];
  if (!next) throw new Error(`The fixture does not say what ${request.do} answers`);
  return next;
}

function show(event: FlowEvent, texts: Record<string, string>): string[] {
  if (event.type === 'ended') return [`   (${event.dialog} is over)`];
  if (event.type === 'trouble') return [`⚠ ${event.code} in ${event.dialog}.${event.step}`];
  const words = speak(event.text, texts).split('\n').join('\n   ');
  const choices = event.choices.map(({ label, url }) => `[${speak(label, texts)}${url === undefined ? '' : ` → ${url}`}]`);
  const waits = event.expect === 'none' ? '' : `  (waits for ${event.expect})`;
  return [`🏠 ${[words, ...choices].join(' ')}${waits}`];
}

export function speak(sentence: Sentence, texts: Record<string, string>): string {
  if ('text' in sentence) return sentence.text;
  // A key may be called like something that every object has.
  const text = (Object.hasOwn(texts, sentence.key) && texts[sentence.key]) || `‹${sentence.key}›`;
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => inWords(sentence.params?.[name] ?? null, texts));
}

function inWords(param: Param, texts: Record<string, string>): string {
  if (param === null || typeof param !== 'object') return String(param);
  if (Array.isArray(param)) return param.map((one) => speak(one, texts)).join('; ');
  return 'date' in param ? param.date : speak(param, texts);
}

export function worldOf(told: Pick<Fixture, 'dialogs' | 'words'>, texts: Record<string, string>): World {
  const entry = told.dialogs[0]?.id ?? '';
  return createWorld(told.dialogs, wordsSchema.parse(told.words ?? { entry, voice: entry, words: [] }), texts);
}

/** Of several versions of a dialog the highest is current. */
export function createWorld(dialogs: readonly Dialog[], words: Words, texts: Record<string, string> = {}): World {
  const current = new Map<string, number>();
  for (const { id, version } of dialogs) current.set(id, Math.max(version, current.get(id) ?? 0));
  return {
    dialogs: new Map(dialogs.map((dialog) => [dialogKey(dialog.id, dialog.version), dialog])),
    current,
    words,
    text: (sentence) => speak(sentence, texts),
    code: (typed, number) => {
      const shape = number ? /^(?:mã )?([A-Z]{4}) ?(\d{4})$|^mã (\d{6})$/ : /^(?:mã )?(?:([A-Z]{4}) ?(\d{4})|(\d{6}))$/;
      return shape.exec(typed)?.slice(1).join('') ?? null;
    },
  };
}

/** What a database does to it. */
export function throughJson<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

export type { Session };
