/** Does what dialogs asked for, inside the transaction of their turns. */
import type { z } from 'zod';
import type { Deps, RawDeps } from '../deps.ts';
import type { FlowRequest, Input, Json } from '../flow/session.ts';
import type { Act, ActContext, Acts, GroupAct, GroupActs } from './acts/act.ts';
import { type ActContract, type ActName, actContracts } from './acts.ts';
import { type TroubleCode, TurnTrouble } from './trouble.ts';

type Result = Extract<Input, { type: 'result' }>;

/** What a dialog asked for, as one of many. */
export interface GroupCall {
  request: FlowRequest;
  accountId: string;
  inboxId: string;
}

/** After these the conversation itself may remember nothing of what was said before. */
const forgetting: ReadonlySet<ActName> = new Set(['privacy.drop', 'privacy.erase']);

/** Throws a TurnTrouble: an act that fails takes its whole turn with it. */
export async function runAct(acts: Acts, deps: Deps, request: FlowRequest, context: ActContext): Promise<Result> {
  const name = nameOf(request);
  const args = checkedArgs(name, request);
  const done = await attempt(name, () => (acts[name] as Act<ActName>)(deps, context, args as never));
  return resultOf(name, request, done);
}

/** The same act for several conversations; null for what has to be done by itself. Throws a TurnTrouble when it fails for any of them. */
export async function runGroup(acts: GroupActs, deps: RawDeps, calls: readonly GroupCall[]): Promise<(Result | null)[]> {
  const [first] = calls;
  if (!first) return [];
  const name = nameOf(first.request) as keyof GroupActs & ActName;
  const given = calls.map(({ request, accountId, inboxId }) => ({ accountId, inboxId, args: checkedArgs(name, request) }));
  const done = await attempt(name, () => (acts[name] as unknown as GroupAct<ActName>)(deps, given as never));
  return calls.map(({ request }, index) => {
    const one = done[index] as Outcome | null | undefined;
    return one ? resultOf(name, request, one) : null;
  });
}

interface Outcome {
  outcome: string;
  value: unknown;
  lang?: string;
}

function resultOf(name: ActName, request: FlowRequest, { outcome, value, lang }: Outcome): Result {
  const contract: ActContract = actContracts[name];
  const shape = contract.outcomes[outcome];
  if (!shape) throw new TurnTrouble(`result:${name}`);
  const known = checked(shape, value, `result:${name}`) as Json;
  const forget = forgetting.has(name);
  return { type: 'result', request: request.id, outcome, value: known, ...(lang !== undefined && { lang }), ...(forget && { forget }) };
}

function nameOf({ do: name }: FlowRequest): ActName {
  if (!isActName(name)) throw new TurnTrouble(`act:${name}`);
  return name;
}

function checkedArgs(name: ActName, { args }: FlowRequest): unknown {
  return checked(actContracts[name].args, args, `args:${name}`);
}

async function attempt<T>(name: ActName, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TurnTrouble(`act:${name}`, error);
  }
}

function checked(shape: z.ZodType, value: unknown, code: TroubleCode): unknown {
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new TurnTrouble(code, parsed.error);
  return parsed.data;
}

function isActName(name: string): name is ActName {
  return Object.hasOwn(actContracts, name);
}
