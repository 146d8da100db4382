/**
 * A turn: one thing a person did, carried through the engine until it waits for them again. Everything happens in
 * the transaction of the claimed update; nothing here touches a network.
 */

import type { Logger } from 'pino';
import type { Inbound, Outbound } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Clock, Deps, Ids } from '../deps.ts';
import { step, type World } from '../flow/engine.ts';
import { MAX_STEPS } from '../flow/limits.ts';
import type { Input, Session, StepResult } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';
import type { ActContext, ActServices, Acts } from './acts/act.ts';
import { changeReach } from './change-reach.ts';
import { worldFor } from './load-dialogs.ts';
import { localise } from './localise.ts';
import { pageLinks } from './page-links.ts';
import { runAct } from './run-act.ts';
import { TurnTrouble } from './trouble.ts';
import type { Claimed, Outcome } from './turn-store.ts';

export interface TurnParts {
  clock: Clock;
  ids: Ids;
  log: Logger;
  locale: Locale;
  world: World;
  acts: Acts;
  services: ActServices;
}

/**
 * A dialog that asks more of the service without waiting for the person is taken to be a loop. The engine notices by its
 * own limit, apologises and begins anew, which may take as many steps again; this is for what it does not notice.
 */
const MAX_REQUESTS = 3 * MAX_STEPS;

export async function turn(parts: TurnParts, claimed: Claimed): Promise<Outcome> {
  const deps: Deps = { db: claimed.db, clock: parts.clock, ids: parts.ids, log: parts.log };
  if (claimed.inbound.type === 'reach') return reached(deps, claimed, claimed.inbound.reachable);
  const replies: Outbound[] = [];
  const world = await knownWorld(parts, deps, claimed.session);
  const { abroad } = profiles[claimed.account.channel];
  let session: Session = { ...claimed.session, ...(abroad && { away: true }) };
  let forgotten = false;
  let input = toInput(claimed.inbound);
  for (let count = 0; count <= MAX_REQUESTS; count++) {
    const { session: reached, events, requests } = advance(world, session, input, parts.clock.now());
    session = reached;
    replies.push(...said(parts, events, session));
    const request = requests[0];
    if (!request) return answered({ session, replies, forgotten });
    const result = await runAct(parts.acts, deps, contextOf(parts, deps, claimed, session), request);
    forgotten ||= result.forget === true;
    input = result;
  }
  throw new TurnTrouble('requests');
}

/** Not a word to the conversation: it goes on where it stood when the person writes again. */
async function reached(deps: Deps, { account, session }: Claimed, reachable: boolean): Promise<Outcome> {
  await changeReach(deps, { accountId: account.id, reachable });
  return { session, replies: [] };
}

/** Nobody is left without a word. */
function answered(outcome: Outcome): Outcome {
  if (outcome.replies.length === 0) throw new TurnTrouble('silent');
  return outcome;
}

async function knownWorld({ world }: TurnParts, deps: Deps, session: Session): Promise<World> {
  try {
    return await worldFor(deps, world, session);
  } catch (error) {
    throw new TurnTrouble('engine', error);
  }
}

function advance(world: World, session: Session, input: Input, now: Date): StepResult {
  try {
    return step(world, session, input, now);
  } catch (error) {
    throw new TurnTrouble('engine', error);
  }
}

function said(parts: TurnParts, events: StepResult['events'], session: Session): Outbound[] {
  const replies: Outbound[] = [];
  for (const event of events) {
    if (event.type === 'say') replies.push(inWords(parts, event, session.lang));
    if (event.type === 'trouble') {
      const { code, dialog, step: at } = event;
      parts.log.warn({ trouble: code, dialog, step: at }, 'A dialog ran into trouble');
    }
  }
  return replies;
}

function inWords(parts: TurnParts, event: Parameters<typeof localise>[0], lang: string): Outbound {
  try {
    return localise(event, parts.locale, lang);
  } catch (error) {
    throw new TurnTrouble('words', error);
  }
}

function contextOf(
  { locale, services }: TurnParts,
  deps: Deps,
  { account, updateId }: Claimed,
  { lang, away = false }: Session,
): ActContext {
  const who = { accountId: account.id, inboxId: updateId, lang };
  return { ...who, speak: (sentence) => locale.speak(sentence, lang), abroad: away, ...pageLinks(deps, account, services), services };
}

function toInput(inbound: Inbound): Input {
  if (inbound.type === 'press') return { type: 'press', data: inbound.data };
  // Files become media before their turn, and `reach` is no word to the conversation.
  if (inbound.type === 'files' || inbound.type === 'reach') throw new TurnTrouble('input');
  return inbound;
}
