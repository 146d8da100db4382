/** Does what a dialog asked for, inside the transaction of its turn. */
import type { z } from 'zod';
import type { Deps } from '../deps.ts';
import type { FlowRequest, Input, Json } from '../flow/session.ts';
import type { Act, ActContext, Acts } from './acts/act.ts';
import { type ActContract, type ActName, actContracts } from './acts.ts';
import { type TroubleCode, TurnTrouble } from './trouble.ts';

type Result = Extract<Input, { type: 'result' }>;

/** After these the conversation itself may remember nothing of what was said before. */
const forgetting: ReadonlySet<ActName> = new Set(['privacy.drop', 'privacy.erase']);

/** Throws a TurnTrouble: an act that fails takes its whole turn with it. */
export async function runAct(acts: Acts, deps: Deps, context: ActContext, request: FlowRequest): Promise<Result> {
  const name = request.do;
  if (!isActName(name)) throw new TurnTrouble(`act:${name}`);
  const contract: ActContract = actContracts[name];
  const args = checked(contract.args, request.args, `args:${name}`);
  const { outcome, value, lang } = await attempt(name, () => (acts[name] as Act<ActName>)(deps, context, args as never));
  const shape = contract.outcomes[outcome];
  if (!shape) throw new TurnTrouble(`result:${name}`);
  const known = checked(shape, value, `result:${name}`) as Json;
  const forget = forgetting.has(name);
  return { type: 'result', request: request.id, outcome, value: known, ...(lang !== undefined && { lang }), ...(forget && { forget }) };
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
