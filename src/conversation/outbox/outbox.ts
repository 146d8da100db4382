/**
 * The sender of one channel account: hands what the ledger has for it to the platform, and writes down what became of it.
 *
 * It works only while its process holds the lease (lease.ts), as fast as the platform takes messages (pacer.ts). A
 * message is `leased` exactly while the platform has it in hand, or is about to, so whoever takes over knows what is in doubt. Each part
 * of a long message is handed over and noted by itself.
 */
import type { Logger } from 'pino';
import {
  type ChannelKind,
  type FailureKind,
  type Outbound,
  type Pace,
  type RenderedMessage,
  type Sender,
  SendFailure,
} from '../../channel/channel.ts';
import { profiles } from '../../channel/profiles.ts';
import { render } from '../../channel/render.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { RawDb } from '../../db/raw.ts';
import type { Clock } from '../../deps.ts';
import type { Notices } from '../notices.ts';
import { objectionTo } from './gate.ts';
import { createLease, type LeaseTiming, leaseTiming } from './lease.ts';
import { createLedger, type Note, type Taken } from './ledger.ts';
import { createPacer } from './pacer.ts';
import { type MessageTerms, passageOf } from './terms.ts';
import { afterFailure, afterPart, again, asItStands, backoff, toMany, type Verdict } from './verdict.ts';

/** Milliseconds. */
export interface OutboxTiming extends LeaseTiming {
  /** After a takeover nothing is sent for so long: what the one before sent still counts. */
  quietFor: number;
  /** Between two looks for what nobody told of. */
  sweepEvery: number;
  /** A channel that refuses us is tried again so often. */
  probeEvery: number;
  /** An answer is waited for no longer. */
  sendPatience: number;
  /** A stop waits no longer for what is in flight. */
  stopPatience: number;
}

const defaultTiming: OutboxTiming = {
  ...leaseTiming,
  quietFor: 1_000,
  sweepEvery: 2_000,
  probeEvery: 15_000,
  sendPatience: 60_000,
  stopPatience: 5_000,
};

export interface OutboxParts {
  prisma: PrismaClient;
  /** To the same database. */
  raw: RawDb;
  clock: Clock;
  log: Logger;
  channelAccountId: string;
  channel: ChannelKind;
  sender: Sender;
  /** Infinity for what has no limit. */
  pace: Pace;
  /** What the operator does about a platform that refuses us, by the reason; absent: the same about every reason. */
  remedy?: (reason: string) => string;
  /** Unlike that of any other process, and of any earlier life of this one. */
  processId: string;
  notices?: Pick<Notices, 'tell' | 'on'>;
  /** Messages in flight at once. */
  atOnce?: number;
  timing?: Partial<OutboxTiming>;
  /** Milliseconds of a clock that never goes back. */
  monotonic?: () => number;
  random?: () => number;
}

/** Since this process began. */
export interface OutboxCounts {
  sent: number;
  /** By reason, which is a short code. */
  failed: ReadonlyMap<string, number>;
  /** Messages that may have arrived twice, or not at all. */
  doubts: number;
}

export interface Outbox {
  channelAccountId: string;
  start(): Promise<void>;
  /** Takes nothing new, waits a while for what is in flight, and lets another process take over. */
  stop(): Promise<void>;
  /** Something was written for this channel; if another process sends for it, that one is told. */
  wake(): void;
  /** This process speaks for the channel now. The same lease decides who asks the platform for updates. */
  holds(): boolean;
  /** Calls back whenever that changes, and at once when it holds already. Returns the way to stop it. */
  onHold(callback: (holding: boolean) => void): () => void;
  counts(): OutboxCounts;
}

/** Milliseconds in which news gather, so that one statement serves many messages. */
const GATHER = 3;
/**
 * Messages are taken so much before they may go: what the database takes for that costs no place. So much later whoever stops, pauses or cancels is heard,
 * and an answer to somebody may stand behind one that was taken.
 */
const AHEAD = 12;
/** After the database failed. */
const RETRY = 500;
/** What is to change has gone on meanwhile. */
const CHANGE_TRIES = 3;
/** The platform works, though not for this message. */
const answers: ReadonlySet<FailureKind> = new Set(['gone', 'moved', 'window', 'refused']);
/** Where an operator mends what a platform refuses. */
const remedies: Readonly<Record<ChannelKind, string>> = {
  web: '',
  telegram: 'check TELEGRAM_BOT_TOKEN (a new token comes from @BotFather) and restart',
  zalo: 'run `nhahoc zalo connect`',
};

export function createOutbox(parts: OutboxParts): Outbox {
  const { prisma, raw, clock, log, channelAccountId, channel, sender, processId, notices } = parts;
  const atOnce = parts.atOnce ?? 256;
  // Half of them: while the database looks for these, the platform has the others.
  const mostTaken = Math.ceil(atOnce / 2);
  const timing = { ...defaultTiming, ...parts.timing };
  const monotonic = parts.monotonic ?? (() => performance.now());
  const random = parts.random ?? Math.random;
  const can = profiles[channel];
  const ledger = createLedger({ prisma, raw, channelAccountId });
  const pacer = createPacer(parts.pace);
  const listeners = new Set<(holding: boolean) => void>();
  const counts = { sent: 0, failed: new Map<string, number>(), doubts: 0 };

  /** By account. */
  const inFlight = new Map<string, { id: string; flight: Promise<void> }>();
  let notes: Note[] = [];
  /** Looks at what was just held, and at whether the platform works again. */
  const looks = new Set<Promise<unknown>>();
  /** The tenure whose beginning was dealt with. */
  let entered: string | null = null;
  /** There may be something to take. */
  let wanted = false;
  let round: Promise<void> | undefined;
  let lastRound = Number.NEGATIVE_INFINITY;
  let alarm: { at: number; timer: NodeJS.Timeout } | undefined;
  let sweeping: NodeJS.Timeout | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopping = false;
  let storeAway = false;
  /** An exchange may have taken messages without our hearing of it. */
  let unheard = false;
  /** When a platform that refuses us is tried again; null: it does not. */
  let probeAt: number | null = null;
  /** Why it does. */
  let refusedFor = '';
  /** The operator knows of it. */
  let complained = false;
  /** Times that the whole channel had to wait, without its platform working between them. */
  let troubles = 0;
  /** Until when it waits because of them. */
  let waitsUntil = Number.NEGATIVE_INFINITY;

  const lease = createLease({
    prisma,
    log,
    channelAccountId,
    processId,
    timing,
    monotonic,
    onChange(tenure) {
      for (const callback of [...listeners]) callback(tenure !== null);
      if (tenure !== null) wakeUp();
    },
  });

  function wakeUp(): void {
    wanted = true;
    go();
  }

  /** One round after another; whatever comes meanwhile is dealt with by the next. */
  function go(): void {
    if (round) return;
    round = runRound().finally(() => {
      round = undefined;
      if (hasWork()) go();
    });
  }

  function hasWork(): boolean {
    if (storeAway) return false;
    const tenure = lease.tenure();
    return notes.length > 0 || (!stopping && tenure !== null && (entered !== tenure || (wanted && room() > 0)));
  }

  async function runRound(): Promise<void> {
    const early = lastRound + GATHER - monotonic();
    if (early > 0) await pause(early);
    lastRound = monotonic();
    try {
      await enter();
      await putBack();
      await exchange();
      storeAway = false;
    } catch (error) {
      if (!storeAway) log.error({ err: error, channelAccount: channelAccountId }, 'The ledger could not be read or written');
      storeAway = true;
      alarmAt(monotonic() + RETRY);
    }
  }

  /** The first thing of a tenure: notes of an earlier one still count, then what others left behind is dealt with. */
  async function enter(): Promise<void> {
    const tenure = lease.tenure();
    if (tenure === null || tenure === entered || stopping) return;
    await keepNotes();
    pacer.pause(monotonic() + timing.quietFor);
    const stopped = await ledger.stopped();
    probeAt = stopped === null ? null : monotonic();
    refusedFor = stopped ?? '';
    await takeOver(tenure);
    entered = tenure;
    wanted = true;
  }

  async function takeOver(tenure: string): Promise<void> {
    const found = await ledger.takeOver(tenure, clock.now());
    counts.doubts += found;
    if (found > 0) log.warn({ channelAccount: channelAccountId, count: found }, 'Messages of a sender that was cut off are in doubt');
  }

  async function putBack(): Promise<void> {
    const tenure = lease.tenure();
    if (!unheard || stopping || tenure === null || tenure !== entered) return;
    const inHand = [...[...inFlight.values()].map(({ id }) => id), ...notes.map(({ row }) => row.id)];
    const found = await ledger.putBack(tenure, inHand);
    unheard = false;
    if (found > 0) wanted = true;
  }

  async function exchange(): Promise<void> {
    const tenure = lease.tenure();
    if (stopping || tenure === null || tenure !== entered) return keepNotes();
    const free = Math.min(room(), mostTaken);
    if (free === 0) alarmAt(nextRoom());
    if (notes.length === 0 && (free === 0 || !wanted)) return;
    const told = notes;
    notes = [];
    if (free > 0) wanted = false;
    const resting = pacer.restingChats(monotonic());
    const busy = [...inFlight.keys(), ...told.filter(mayBlock(tenure)).map(({ row }) => row.accountId), ...resting];
    const roomForMany = pacer.roomForMany(monotonic(), AHEAD);
    try {
      const taken = await ledger.exchange({ notes: told, tenure, room: free, roomForMany, busy, now: clock.now() });
      lookAgain(told);
      // A note that keeps an account from being looked at may have hidden the next message of it.
      if (taken.length === free || told.some(mayBlock(tenure))) wanted = true;
      if (resting.length > 0) alarmAt(pacer.nextAt(monotonic()));
      for (const row of taken) if (row.state === 'leased') launch(row, tenure);
      // There may be more of them, once they may go.
      if (taken.filter((row) => toMany.has(row.class)).length >= roomForMany) alarmAt(pacer.nextForMany() - AHEAD);
      if (free > 0 && taken.length === 0 && !wanted) probe();
    } catch (error) {
      notes = [...told, ...notes];
      wanted = true;
      throw error;
    }
  }

  async function keepNotes(): Promise<void> {
    const told = notes;
    if (told.length === 0) return;
    notes = [];
    try {
      await ledger.exchange({ notes: told, tenure: '', room: 0, roomForMany: 0, busy: [], now: clock.now() });
      lookAgain(told);
    } catch (error) {
      notes = [...told, ...notes];
      throw error;
    }
  }

  /** Who writes, or ends the time of an officer, in the very moment in which something is made to wait for that gets it all the same. */
  function lookAgain(told: readonly Note[]): void {
    const waiting = told.filter(({ verdict: { state, reason } }) => state === 'held' || (state === 'queued' && reason === 'officer'));
    if (waiting.length === 0) return;
    const look = quietly(() => ledger.heardMeanwhile(waiting.map(({ row }) => row))).then((found) => {
      looks.delete(look);
      if (found) wakeUp();
    });
    looks.add(look);
  }

  function room(): number {
    const now = monotonic();
    const paced = Math.min(atOnce - inFlight.size, pacer.room(now, AHEAD));
    // A platform in trouble is asked by one message at a time.
    if (probeAt !== null || troubles > 0) return (probeAt === null || now >= probeAt) && inFlight.size === 0 ? Math.min(1, paced) : 0;
    return paced;
  }

  /** When there is room again, unless the end of something in flight makes it. */
  function nextRoom(): number {
    const paced = pacer.nextAt(monotonic(), AHEAD);
    if (probeAt === null) return paced;
    return paced === Number.POSITIVE_INFINITY ? probeAt : Math.max(paced, probeAt);
  }

  function launch(row: Taken, tenure: string): void {
    const judgement = judge(row);
    if ('verdict' in judgement) {
      note(row, tenure, judgement.verdict);
      return;
    }
    // The platform has asked for a pause since it was taken: it is not in hand as long as that lasts.
    if (pacer.isPaused(monotonic() + AHEAD)) {
      note(row, tenure, again(row));
      return;
    }
    const goesAt = pacer.begin(monotonic(), toMany.has(row.class));
    const flight = inItsPlace(goesAt, row, () => handOver(row, judgement, tenure)).then((verdict) => {
      pacer.end(row.accountId, monotonic());
      inFlight.delete(row.accountId);
      note(row, tenure, verdict);
      if (!storeAway) go();
    });
    inFlight.set(row.accountId, { id: row.id, flight });
  }

  /** Whoever waits for their place sees whether the platform has asked for a pause meanwhile. */
  async function inItsPlace(goesAt: number, row: Taken, work: () => Promise<Verdict>): Promise<Verdict> {
    if (goesAt <= monotonic()) return work();
    // A timer may be early by a fraction.
    for (let left = goesAt - monotonic(); left > 0; left = goesAt - monotonic()) await pause(Math.ceil(left));
    return pacer.isPaused(monotonic()) ? again(row) : work();
  }

  function note(row: Taken, tenure: string, verdict: Verdict): void {
    notes.push({ row, tenure, verdict });
    count(row, verdict);
    if (verdict.state === 'queued' && verdict.delay !== null) alarmAt(monotonic() + verdict.delay);
  }

  /** What becomes of it without the platform being asked; or what may be handed over, and on what terms. */
  function judge(row: Taken): { verdict: Verdict } | Cleared {
    const { body, reason, partsSent, lastInboundAt, mayCost } = row;
    if (body === null) return { verdict: { ...again(row), state: 'failed', reason: 'blanked' } };
    const objection = objectionTo(row, clock.now());
    if (objection) return { verdict: objection.state === 'queued' || !isEdit(row) ? { ...again(row), ...objection } : asItStands(row) };
    if (isEdit(row)) return { body, terms: row.terms };
    const hasTemplate = mayBeTemplate(row);
    const begun = partsSent > 0 ? row.terms : null;
    const standing = { windows: can.windows, lastInboundAt, mayCost, hasTemplate, refused: reason === 'window', begun };
    const passage = passageOf(standing, clock.now());
    if (!('held' in passage)) return { body, terms: passage.terms };
    // Somebody of the khu phố tells them in person; by the time that they write it would be old.
    if (row.reminder !== null) return { verdict: { ...again(row), state: 'cancelled', reason: passage.held, delay: null } };
    return { verdict: { ...again(row), state: 'held', reason: passage.held, delay: passage.forMs ?? null } };
  }

  /** Each has its price, and what goes to many costs only where whoever wrote it has allowed that. */
  function mayBeTemplate({ announcement, mayCost }: Taken): boolean {
    return sender.sendTemplate !== undefined && (announcement === null || mayCost);
  }

  /** Never throws: whatever happens becomes a verdict. */
  async function handOver(row: Taken, { body, terms }: Cleared, tenure: string): Promise<Verdict> {
    if (lease.tenure() !== tenure) return again(row);
    if (isEdit(row)) return changeWords(row, body);
    try {
      const messages = inParts(body);
      const message = messages[row.partsSent];
      if (!message) return { ...again(row), state: 'failed', reason: 'unfit' };
      const providerId = await inTime(send(row, message, terms));
      await works();
      return afterPart(row, messages.length, providerId, { now: clock.now(), terms });
    } catch (error) {
      return afterTrouble(row, error instanceof SendFailure ? error : new SendFailure('unknown', 'unexpected'), { error, terms });
    }
  }

  /** Where it cannot be changed it stays as it stands: nobody misses what it said for a moment. */
  async function changeWords(row: Edited, body: Outbound): Promise<Verdict> {
    try {
      const [message] = inParts(body);
      if (message && sender.edit) await inTime(sender.edit(row.to, row.providerId, message));
      await works();
      return asItStands(row);
    } catch (error) {
      const failure = changeFailure(error);
      if (failure.kind === 'refused' || row.attempts >= CHANGE_TRIES) return asItStands(row);
      const verdict = await afterTrouble(row, failure, { error, terms: row.terms });
      return verdict.state === 'queued' ? verdict : asItStands(row);
    }
  }

  function send({ to, class: messageClass }: Taken, message: RenderedMessage, terms: MessageTerms | null): Promise<string> {
    if (terms === 'template' && sender.sendTemplate) return sender.sendTemplate(to, message, messageClass);
    return sender.send(to, message);
  }

  function inParts(body: Outbound): RenderedMessage[] {
    try {
      return render(body, can);
    } catch {
      throw new SendFailure('refused', 'unfit', { unasked: true });
    }
  }

  async function inTime<T>(asking: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new SendFailure('unknown', 'noAnswer')), timing.sendPatience);
      timer.unref();
    });
    return Promise.race([asking, late]).finally(() => clearTimeout(timer));
  }

  /** The platform has taken something, or found fault with it alone. */
  async function works(): Promise<void> {
    troubles = 0;
    await mended();
  }

  /** Nothing is there to try a platform with that refuses us: it is asked another way, where it has one. */
  function probe(): void {
    if (probeAt === null || !sender.check) return;
    probeAt = monotonic() + timing.probeEvery;
    const look: Promise<unknown> = inTime(sender.check(refusedFor))
      .then(mended, () => {})
      .finally(() => looks.delete(look));
    looks.add(look);
  }

  async function mended(): Promise<void> {
    if (probeAt === null) return;
    probeAt = null;
    complained = false;
    wanted = true;
    const kept = await quietly(() => ledger.markStopped(null, clock.now()).then(() => true));
    if (!kept) {
      // Whoever reads the ledger still takes the channel for stopped: what the platform takes next says so once more.
      probeAt ??= monotonic();
      return;
    }
    log.info({ channel, channelAccount: channelAccountId }, 'The platform takes our messages again');
  }

  async function afterTrouble(row: Taken, failure: SendFailure, { error, terms }: Trouble): Promise<Verdict> {
    const ids = { message: row.id, account: row.accountId, reason: failure.reason };
    const templateLeft = mayBeTemplate(row) && terms !== 'template' && row.partsSent === 0;
    const verdict = afterFailure(row, failure, { now: clock.now(), random, templateLeft });
    if (answers.has(failure.kind) && !failure.unasked) await works();
    else if (probeAt !== null && !failure.unasked) probeAt = monotonic() + timing.probeEvery;
    switch (failure.kind) {
      case 'later':
        return failure.wholeChannel ? holdBack(verdict, failure) : verdict;
      case 'unknown':
        log.warn({ ...ids, ...(!(error instanceof SendFailure) && { err: error }) }, 'Nobody knows whether a message arrived');
        return failure.wholeChannel ? holdBack(verdict, failure) : verdict;
      case 'gone':
        await quietly(() => ledger.giveUp(row, clock.now()));
        return verdict;
      case 'window':
        return verdict;
      case 'moved':
        return verdict.state === 'queued' ? follow(row, failure, verdict) : verdict;
      case 'refused':
        log.error(ids, 'A message was refused for good');
        return verdict;
      case 'broken':
        await breakOff(failure.reason);
        return verdict;
    }
  }

  /** The whole channel waits, and this message with it. */
  function holdBack(verdict: Verdict, { retryAfterMs, reason }: SendFailure): Verdict {
    const now = monotonic();
    const isNews = now >= waitsUntil;
    // Several that were in flight together are one trouble.
    if (isNews) troubles++;
    const asked = retryAfterMs ?? (isNews ? backoff(troubles, random) : 0);
    waitsUntil = Math.max(waitsUntil, now + asked);
    pacer.pause(waitsUntil);
    const wait = waitsUntil - now;
    if (isNews) log.warn({ channelAccount: channelAccountId, reason, seconds: Math.ceil(wait / 1_000) }, 'The platform wants us to wait');
    return verdict.state === 'queued' ? { ...verdict, delay: Math.max(wait, verdict.delay ?? 0) } : verdict;
  }

  async function follow(row: Taken, { movedTo }: SendFailure, verdict: Verdict): Promise<Verdict> {
    const lost: Verdict = { ...verdict, state: 'failed', reason: 'moved' };
    if (movedTo === undefined) return lost;
    try {
      return (await ledger.move(row.accountId, movedTo)) ? verdict : lost;
    } catch (error) {
      log.error({ err: error, account: row.accountId }, 'A chat that moved could not be followed yet');
      return { ...again(row), attempts: row.attempts + 1, delay: backoff(row.attempts + 1, random) };
    }
  }

  async function breakOff(reason: string): Promise<void> {
    refusedFor = reason;
    probeAt = monotonic() + timing.probeEvery;
    alarmAt(probeAt);
    if (!complained)
      log.error(
        { channel, channelAccount: channelAccountId, reason },
        `Nothing is sent on ${channel}, its platform refuses us: ${parts.remedy?.(reason) ?? remedies[channel]}`,
      );
    complained = true;
    await quietly(() => ledger.markStopped(reason, clock.now()));
  }

  /** For what the next message would find out again. */
  async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error, channelAccount: channelAccountId }, 'What a platform told us could not be kept');
      return undefined;
    }
  }

  function count(row: Taken, { state, reason, doubtAt }: Verdict): void {
    if (state === 'sent' && !isEdit(row)) counts.sent++;
    if (state === 'failed') counts.failed.set(reason ?? '', (counts.failed.get(reason ?? '') ?? 0) + 1);
    if (doubtAt !== null && row.doubtAt === null) counts.doubts++;
  }

  /** Looks at this moment, or at an earlier one: then the sweep finds what this one was for. */
  function alarmAt(at: number): void {
    if (stopping || at === Number.POSITIVE_INFINITY || (alarm && alarm.at <= at)) return;
    clearTimeout(alarm?.timer);
    const timer = setTimeout(
      () => {
        alarm = undefined;
        storeAway = false;
        wakeUp();
      },
      Math.max(at - monotonic(), 0) + 1,
    );
    timer.unref();
    alarm = { at, timer };
  }

  /** Also finds what a sender leased that lost its lease, or the database, at that very moment; and what was held until now. */
  async function sweep(): Promise<void> {
    const tenure = lease.tenure();
    if (tenure === null || tenure !== entered) return;
    await quietly(() => takeOver(tenure));
    await quietly(() => ledger.putDue());
    unheard = true;
    wakeUp();
  }

  return {
    channelAccountId,
    async start() {
      unsubscribe = notices?.on('outbox', (id) => {
        if (id === null || id === channelAccountId) wakeUp();
      });
      sweeping = setInterval(() => void sweep(), timing.sweepEvery);
      sweeping.unref();
      await lease.start();
    },
    async stop() {
      stopping = true;
      clearInterval(sweeping);
      clearTimeout(alarm?.timer);
      unsubscribe?.();
      const patience = monotonic() + timing.stopPatience;
      while ((inFlight.size > 0 || notes.length > 0 || round) && monotonic() < patience) {
        if (notes.length > 0) go();
        const flights = [...inFlight.values()].map(({ flight }) => flight);
        await Promise.race([...(round ? [round] : []), ...flights, pause(50)]);
      }
      await Promise.all(looks);
      await quietly(() => lease.stop());
    },
    wake() {
      if (lease.tenure() === null) notices?.tell('outbox', channelAccountId);
      else wakeUp();
    },
    holds: () => lease.tenure() !== null,
    onHold(callback) {
      listeners.add(callback);
      if (lease.tenure() !== null) callback(true);
      return () => listeners.delete(callback);
    },
    counts: () => ({ ...counts, failed: new Map(counts.failed) }),
  };
}

/** The platform has it, and is to show other words in its place. */
interface Edited extends Taken {
  providerId: string;
}

/** To say the same twice in one place is to say it once: nothing is in doubt. */
function changeFailure(error: unknown): SendFailure {
  if (!(error instanceof SendFailure)) return new SendFailure('later', 'unexpected');
  const { kind, reason, wholeChannel } = error;
  return kind === 'unknown' ? new SendFailure('later', reason, { wholeChannel }) : error;
}

function isEdit(row: Taken): row is Edited {
  return row.editedAt !== null && row.providerId !== null;
}

/** A message that may be handed over. */
interface Cleared {
  body: Outbound;
  terms: MessageTerms | null;
}

interface Trouble {
  error: unknown;
  /** On what terms the platform was asked to take the message. */
  terms: MessageTerms | null;
}

/** When this note is written, a later message of its account must not be taken in the same statement. */
function mayBlock(tenure: string): (note: Note) => boolean {
  return (note) => note.verdict.state !== 'sent' || note.tenure !== tenure;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
