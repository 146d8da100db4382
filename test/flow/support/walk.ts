/** Walks dialogs at random, as the strangest of households would, and holds the engine to its promises. */
import fc, { type Arbitrary, type GeneratorValue } from 'fast-check';
import { expect } from 'vitest';
import { step, type World } from '../../../src/flow/engine.ts';
import { MAX_BUTTON_DATA, MAX_STEPS } from '../../../src/flow/limits.ts';
import {
  emptySession,
  type FlowEvent,
  type FlowRequest,
  type Input,
  type Json,
  type ReceivedMedia,
  type Session,
} from '../../../src/flow/session.ts';
import { speak, throughJson } from './conversation.ts';

/** For each act, the ways it can come out; one that stands there several times is the likelier. */
export type Outcomes = { readonly [act: string]: readonly { outcome: string; value: Arbitrary<unknown> }[] };

/** What a walk ran into, and what a form took on it. */
export interface Tally {
  /** What ran into trouble, or was met with silence. */
  troubles: string[];
  answers: number;
  evidence: number;
}

const NOW = new Date('2026-11-20T02:00:00Z');
const photo: ReceivedMedia = {
  kind: 'photo',
  blobKey: 'k',
  thumbKey: null,
  mediaType: 'image/jpeg',
  bytes: 9,
  width: 1,
  height: 1,
  sha256: 'f0',
};

const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '1',
    '2.',
    'hai',
    'ba',
    'menu',
    'quay lại',
    'dừng',
    'gọi giúp',
    'xoá',
    'english',
    '👨‍👩‍👧',
    '😀',
    '‮abc',
    'x'.repeat(10_000),
    'á '.repeat(9_000),
  ),
  fc.constantFrom('15/3/2026', '0901234567', 'toString', '__proto__', '{{head}}', "'; drop table", '\u0000', '\ud800'),
);

/** What a person may do at this point; choosing what was offered, and sending what was asked for, is the likeliest. */
function inputOf(g: GeneratorValue, session: Session): Input {
  const choices = session.offered?.choices ?? [];
  const chosen = choices.length > 0 ? g(fc.nat, choices.length - 1) : 0;
  const id = choices[chosen]?.id ?? 'none';
  const asked: (() => Input)[] = [
    () => ({ type: 'media', items: [photo], caption: g(() => typed) }),
    () => ({ type: 'media', items: [photo, photo] }),
  ];
  const ways: (() => Input)[] = [
    ...(asksEvidence(session) ? [...asked, ...asked, ...asked] : []),
    () => ({ type: 'press', data: `${session.serial}.${id}` }),
    () => ({ type: 'press', data: `${session.serial}.${id}` }),
    () => ({ type: 'press', data: `${session.serial}.${id}` }),
    () => ({ type: 'text', text: String(chosen + 1) }),
    () => ({ type: 'text', text: choices[chosen] ? speak(choices[chosen].label, {}) : 'có' }),
    () => ({ type: 'text', text: g(() => typed) }),
    () => ({ type: 'press', data: `${g(fc.nat, session.serial + 1)}.${id}` }),
    () => ({ type: 'press', data: g(() => fc.string({ maxLength: 80 })) }),
    () => ({ type: 'media', items: [photo, photo], caption: g(() => typed) }),
    () => ({ type: 'media', items: [photo] }),
    () => ({ type: 'mediaProblem', problem: 'fileHeic' }),
    () => ({ type: 'contact', phone: g(() => fc.constantFrom('0901234567', 'x')), own: g(fc.boolean) }),
    () => ({ type: 'voice' }),
    () => ({ type: 'other' }),
    () => ({ type: 'officerLeft' }),
    () => ({ type: 'start' }),
    () => ({ type: 'start', code: 'KP1' }),
    () => ({ type: 'result', request: g(fc.nat, session.requests + 1), outcome: 'ok', value: null }),
  ];
  return (ways[g(fc.nat, ways.length - 1)] as () => Input)();
}

interface Walked {
  requests: FlowRequest[];
  events: FlowEvent[];
  /** Answers that may stay as they were, in any form on the way: what an act brings may be gone again once the next is through. */
  asBefore: Set<unknown>;
}

/** One input, answered until the engine waits. `hostile`: results that no contract allows, too. */
function take(
  g: GeneratorValue,
  world: World,
  before: Session,
  input: Input,
  outcomes: Outcomes,
  hostile: boolean,
): { session: Session } & Walked {
  let session = before;
  let next: Input | null = input;
  const walked: Walked = { requests: [], events: [], asBefore: new Set(answersBefore(before)) };
  for (let round = 0; next !== null; round++) {
    expect(round, 'requests without an end').toBeLessThanOrEqual(2 * MAX_STEPS + 2);
    const kept = JSON.stringify(session);
    const result = step(world, session, throughJson(next), NOW);
    if (JSON.stringify(session) !== kept) expect(session, 'the session handed in was changed').toEqual(JSON.parse(kept));
    session = throughJson(result.session);
    for (const answer of answersBefore(session)) walked.asBefore.add(answer);
    expect(session, 'the session does not survive JSON').toEqual(result.session);
    expect(result.requests.length).toBeLessThanOrEqual(1);
    expect(result.events.length).toBeLessThanOrEqual(4 * MAX_STEPS);
    walked.events.push(...result.events);
    const [request] = result.requests;
    expect(session.pending, 'what is pending is what was asked for').toEqual(request ?? null);
    if (!request) break;
    walked.requests.push(request);
    // A second message may arrive before the service has answered: the same request is asked for again.
    if (g(fc.nat, 20) === 0) expect(step(world, session, { type: 'text', text: 'có' }, NOW).requests).toEqual([request]);
    next = resultOf(g, request, outcomes, hostile);
  }
  return { session, ...walked };
}

function resultOf(g: GeneratorValue, request: FlowRequest, outcomes: Outcomes, hostile: boolean): Input {
  const known = outcomes[request.do] ?? [];
  const any = hostile && g(fc.nat, 15) === 0;
  if (any || known.length === 0)
    return {
      type: 'result',
      request: request.id,
      outcome: g(() => fc.constantFrom('ok', 'found', 'nonsense')),
      value: g(() => fc.jsonValue()) as Json,
    };
  const { outcome, value } = known[g(fc.nat, known.length - 1)] as (typeof known)[number];
  return {
    type: 'result',
    request: request.id,
    outcome,
    value: throughJson(g(() => value)) as Json,
    lang: g(() => fc.constantFrom('vi', 'en')),
  };
}

/** Holds after every input: somebody is waited for, or the conversation rests. */
/** A story is all that some questions take; a photo that comes there all the same is handed on, and refused by whoever keeps it. */
function asksEvidence({ offered }: Session): boolean {
  return offered?.expect === 'media' || offered?.expect === 'story';
}

function expectWaiting(world: World, session: Session, { events }: Walked): void {
  if (session.stack.length === 0) {
    expect(session.offered).toBeNull();
    return;
  }
  const last = events.at(-1);
  expect(last?.type, 'the last thing said is a question').toBe('say');
  if (last?.type !== 'say') return;
  expect(session.offered?.choices.length || session.offered?.expect !== 'none', 'nothing could be answered').toBeTruthy();
  expect(last).toMatchObject({ serial: session.serial, expect: session.offered?.expect, choices: session.offered?.choices });
  for (const { id } of last.choices) expect(Buffer.byteLength(`${session.serial}.${id}`)).toBeLessThanOrEqual(MAX_BUTTON_DATA);
  for (const frame of session.stack) expect(world.dialogs.get(`${frame.dialog}@${frame.version}`)?.steps[frame.step]).toBeDefined();
}

/**
 * Each accepted answer of a form goes out exactly once, and so does each piece of evidence; nothing else does.
 *
 * @returns how many of each
 */
function expectAnswersKept(
  world: World,
  before: Session,
  input: Input,
  { requests, asBefore }: Walked,
): Pick<Tally, 'answers' | 'evidence'> {
  const frame = before.stack.at(-1);
  const at = frame && world.dialogs.get(`${frame.dialog}@${frame.version}`)?.steps[frame.step];
  const isForm = at?.kind === 'form' && before.pending === null;
  const offered = new Set(before.offered?.choices.map(({ id }) => id));
  const [, serial, choice] = input.type === 'press' ? (/^(\d+)\.a-(.+)$/.exec(input.data) ?? []) : [];
  const accepted = isForm && Number(serial) === before.serial && offered.has(`a-${choice}`);
  const answers = requests.filter((request) => at?.kind === 'form' && request.do === at.answer).map(({ args }) => args.choice);
  // What is asked once more may stay as it was: by its button, or because something was handed in for it.
  const stays = isForm && offered.has('same') && input.type === 'press' && input.data === `${before.serial}.same`;
  if (stays) expect(answers.filter((answer) => !asBefore.has(answer))).toEqual([]);
  else if (input.type === 'press') expect(answers).toEqual(accepted ? [choice] : []);
  // In words a choice is meant by its number or label; which one, the conversation's own tests say.
  else expect(answers.filter((answer) => !isForm || !(offered.has(`a-${answer}`) || asBefore.has(answer)))).toEqual([]);
  expect(answers.length).toBeLessThanOrEqual(1);

  const asked = isForm && asksEvidence(before);
  const attached = requests.filter((request) => at?.kind === 'form' && request.do === at.attach);
  if (input.type === 'media' && asked) expect(attached.map(({ args }) => args.media)).toEqual([input.items]);
  return { answers: answers.length, evidence: attached.length };
}

/** Of what its forms ask once more. */
function answersBefore({ stack }: Session): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(stack, (key, value) => {
    if (key === 'before' && typeof value === 'object' && value !== null) found.push(value.answer);
    return value;
  });
  return found;
}

/** A household that does `inputs` things. */
export function walkAtRandom(g: GeneratorValue, world: World, outcomes: Outcomes, inputs: number, hostile: boolean): Tally {
  let session = emptySession('vi');
  const tally: Tally = { troubles: [], answers: 0, evidence: 0 };
  const { troubles } = tally;
  for (let count = 0; count < inputs; count++) {
    const input = inputOf(g, session);
    const walked = take(g, world, session, input, outcomes, hostile);
    expectWaiting(
      world,
      walked.session,
      input.type === 'result' ? { ...walked, events: [...walked.events, ...lastQuestion(walked.session)] } : walked,
    );
    const kept = expectAnswersKept(world, session, input, walked);
    tally.answers += kept.answers;
    tally.evidence += kept.evidence;
    expect(JSON.stringify(walked.session).length, 'the session grows without bound').toBeLessThan(500_000);
    const said = walked.events.some(({ type }) => type === 'say');
    if (!said && input.type !== 'result') troubles.push(`silence after ${JSON.stringify(input)} in ${session.stack.at(-1)?.dialog}`);
    troubles.push(
      ...walked.events.flatMap((event) => (event.type === 'trouble' ? [`${event.code} in ${event.dialog}.${event.step}`] : [])),
    );
    session = walked.session;
  }
  return tally;
}

/** A result that nobody waits for says nothing; the question before it still stands. */
function lastQuestion({ offered, serial }: Session): FlowEvent[] {
  return offered ? [{ type: 'say', text: { text: '' }, choices: offered.choices, expect: offered.expect, serial }] : [];
}
