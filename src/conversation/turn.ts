/**
 * Turns: what people did, each carried through the engine until it waits for them again. Everything happens in the
 * transaction of the claimed updates; nothing here touches a network.
 */

import type { Logger } from 'pino';
import type { Inbound, Outbound } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Db } from '../db/client.ts';
import type { RawDb } from '../db/raw.ts';
import type { Clock, Deps, Ids, RawDeps } from '../deps.ts';
import { step, type World } from '../flow/engine.ts';
import { MAX_STEPS } from '../flow/limits.ts';
import { emptySession, type FlowRequest, type Input, type Session, type StepResult } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';
import { erase } from '../privacy/erase.ts';
import type { ActContext, ActServices, Acts, GroupActs } from './acts/act.ts';
import { changeReach } from './change-reach.ts';
import { isSilent, type Silent } from './contact.ts';
import { knows, worldFor } from './load-dialogs.ts';
import { localise, officerNotice } from './localise.ts';
import { pageLinks } from './page-links.ts';
import { recorderOf } from './presses.ts';
import { type Hearing, hearingOf, isQuiet, quietUntil, wordToUs } from './quiet.ts';
import { type GroupCall, runAct, runGroup } from './run-act.ts';
import { createTell, wordsOfPress } from './tell.ts';
import { TurnTrouble } from './trouble.ts';
import type { Claimed, Outcome } from './turn-store.ts';

export interface TurnParts {
  clock: Clock;
  ids: Ids;
  log: Logger;
  locale: Locale;
  world: World;
  acts: Acts;
  groupActs: GroupActs;
  services: ActServices;
}

/**
 * A dialog that asks more of the service without waiting for the person is taken to be a loop. The engine notices by its
 * own limit, apologises and begins anew, which may take as many steps again; this is for what it does not notice.
 */
const MAX_REQUESTS = 3 * MAX_STEPS;

/** One turn, whatever it takes. */
export async function turn(parts: TurnParts, db: Db, claimed: Claimed): Promise<Outcome> {
  const deps: Deps = { ...worldOf(parts), db };
  const { inbound, account, session } = claimed;
  if (inbound === null) return { session, replies: [] };
  if (isSilent(inbound)) return silently(parts, deps, claimed, inbound);
  if (isOutdated(claimed)) return { session, replies: [] };
  const { words } = parts.world;
  const isCode = inbound.type === 'text' && parts.world.code(inbound.text, false) !== null;
  const asked = session.stack.length > 0 && words.afterOfficer !== undefined && !isCode;
  const listener = { humanUntil: account.humanUntil, words, lang: session.lang, asked, now: parts.clock.now() };
  const hearing = hearingOf(inbound, listener);
  if (hearing === 'keeps') return { session, replies: [], unheard: true };
  const talk = createTalk(parts, claimed, await knownWorld(parts, deps, session));
  const word = wordToUs(inbound, listener);
  const heard = word === null ? toInput(await recorded(deps, account.id, inbound), claimed) : { type: 'text' as const, text: word };
  talk.hear(hearing === 'asks' ? { type: 'officerLeft' } : heard);
  for (let request = talk.request(); request; request = talk.request())
    talk.hear(await runAct(parts.acts, deps, request, contextOf(parts, deps, claimed, talk.session())));
  return { ...talk.outcome(), ...afterHearing(hearing, claimed) };
}

/** A press of a button of what was sent to many becomes the words that it stands for. */
async function recorded<T extends Inbound>(deps: Deps, accountId: string, inbound: T): Promise<T | Extract<Inbound, { type: 'text' }>> {
  const record = inbound.type === 'press' ? recorderOf(inbound.data) : undefined;
  if (inbound.type !== 'press' || !record) return inbound;
  const words = await record(deps, { accountId, data: inbound.data });
  return words === null ? inbound : { type: 'text', text: words };
}

function afterHearing(hearing: Hearing, { at }: Claimed): Pick<Outcome, 'humanUntil' | 'humanEndedAt'> {
  if (hearing === 'asks') return { humanUntil: null };
  return hearing === 'ends' ? { humanUntil: null, humanEndedAt: at } : {};
}

/** Somebody began, but has blocked us since: that is no moment to greet them. */
function isOutdated({ inbound, at, account: { blockedAt } }: Claimed): boolean {
  return inbound?.type === 'start' && blockedAt !== null && at < blockedAt;
}

/** Not a word to the conversation: it goes on where it stood when the person writes again. */
async function silently({ clock, locale }: TurnParts, deps: Deps, claimed: Claimed, inbound: Silent): Promise<Outcome> {
  const { account, session, at } = claimed;
  switch (inbound.type) {
    case 'reach':
      await changeReach(deps, { accountId: account.id, reachable: inbound.reachable, at });
      return { session, replies: [] };
    case 'human': {
      const now = clock.now();
      const humanUntil = quietUntil(at, account.humanUntil);
      // News of it that comes late: the person has ended it since, or it is over by itself.
      if ((account.humanEndedAt !== null && at < account.humanEndedAt) || !isQuiet(humanUntil, now)) return { session, replies: [] };
      // Who has blocked us could not be told.
      const isTold = isQuiet(account.humanUntil, now) || account.blockedAt !== null;
      const replies = isTold ? [] : [officerNotice(locale, session.lang)];
      return { session, replies, humanUntil, expiresAt: humanUntil };
    }
    case 'withdraw':
      await erase(deps, { accountId: account.id });
      return { session: emptySession(account.language), replies: [], forgotten: true };
  }
}

/**
 * Turns of several conversations, side by side: what they ask of the service is asked for all of them at once. Null where
 * that cannot be, or where anything goes wrong: such a turn is to be taken by itself.
 */
export async function turnsTogether(parts: TurnParts, db: RawDb, claimed: readonly Claimed[]): Promise<(Outcome | null)[]> {
  const deps: RawDeps = { ...worldOf(parts), db };
  const talks = claimed.map((one) => begin(parts, one));
  for (;;) {
    const groups = new Map<string, { index: number; talk: Talk; call: GroupCall }[]>();
    for (const [index, talk] of talks.entries()) {
      const request = talk && orNull(() => talk.request());
      const one = claimed[index];
      if (!talk || !request || !one) continue;
      const call = { request, accountId: one.account.id, inboxId: one.updateId };
      const name = request.do;
      if (Object.hasOwn(parts.groupActs, name)) groups.set(name, [...(groups.get(name) ?? []), { index, talk, call }]);
      else talks[index] = null;
    }
    if (groups.size === 0) break;
    for (const group of groups.values()) {
      const results = await runGroup(
        parts.groupActs,
        deps,
        group.map(({ call }) => call),
      );
      for (const [place, { index, talk }] of group.entries()) {
        const result = results[place];
        const heard =
          result &&
          orNull(() => {
            talk.hear(result);
            return true;
          });
        if (!heard) talks[index] = null;
      }
    }
  }
  return talks.map((talk) => talk && orNull(() => talk.outcome()));
}

function begin(parts: TurnParts, claimed: Claimed): Talk | null {
  const { inbound, session, account } = claimed;
  if (inbound === null || isSilent(inbound) || account.humanUntil !== null || isOutdated(claimed)) return null;
  if (inbound.type === 'press' && recorderOf(inbound.data)) return null;
  if (!knows(parts.world, session)) return null;
  return orNull(() => {
    const talk = createTalk(parts, claimed, parts.world);
    talk.hear(toInput(inbound, claimed));
    return talk;
  });
}

/** A turn by itself will meet the same trouble, and have it counted. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** A turn in the middle. */
interface Talk {
  hear(input: Input): void;
  /** What it asks of the service before it can go on; null: nothing. Throws when it asks without end. */
  request(): FlowRequest | null;
  /** Where it stands now. */
  session(): Session;
  /** Throws when there is nothing to say. */
  outcome(): Outcome;
}

function createTalk(parts: TurnParts, claimed: Claimed, world: World): Talk {
  const replies: Outbound[] = [];
  const { abroad } = profiles[claimed.account.channel];
  let session: Session = { ...claimed.session, ...(abroad && { away: true }) };
  let request: FlowRequest | undefined;
  let requests = 0;
  let forgotten = false;
  return {
    hear(input) {
      const result = advance(world, session, input, parts.clock.now());
      session = result.session;
      request = result.requests[0];
      if (input.type === 'result' && input.forget) forgotten = true;
      replies.push(...said(parts, result.events, session));
    },
    request() {
      if (!request) return null;
      if (requests++ > MAX_REQUESTS) throw new TurnTrouble('requests');
      return request;
    },
    session: () => session,
    outcome() {
      // Nobody is left without a word.
      if (replies.length === 0) throw new TurnTrouble('silent');
      return { session, replies, forgotten };
    },
  };
}

function worldOf({ clock, ids, log }: TurnParts): Omit<Deps, 'db'> {
  return { clock, ids, log };
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
  const speak: ActContext['speak'] = (sentence) => locale.speak(sentence, lang);
  const render = { locale, publicUrl: services.publicUrl };
  return { ...who, speak, abroad: away, ...pageLinks(deps, account, services), services, tell: createTell({ locale }), render };
}

function toInput(inbound: Exclude<Inbound, Silent>, { overtaken }: Claimed): Input {
  if (inbound.type === 'press') {
    const words = wordsOfPress(inbound.data);
    return words === null ? { type: 'press', data: inbound.data } : { type: 'text', text: words, overtaken };
  }
  if (inbound.type === 'text') return { ...inbound, overtaken };
  // Files become media before their turn.
  if (inbound.type === 'files') throw new TurnTrouble('input');
  return inbound;
}
