/**
 * A storm: the real service is killed again and again (SIGKILL, no warning), and now and then its PostgreSQL, while
 * households answer on the web and on apps, officers review and decide, and a household has itself erased. Nobody waits by the
 * clock: what makes progress has all the time it needs.
 */
import type { ChannelKind } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { type RemoteFake, spawnFakeTelegram } from '../support/fake-telegram/remote.ts';
import { type RemoteFakeZalo, spawnFakeZalo } from '../support/fake-zalo/remote.ts';
import type { FakeZalo } from '../support/fake-zalo.ts';
import { eventually } from '../support/service.ts';
import { type Aftermath, readAftermath } from './aftermath.ts';
import { type ChatOfficer, createChatOfficer } from './chat-officer.ts';
import { type ConsoleOfficer, createConsoleOfficer } from './console-officer.ts';
import { type AppHousehold, type Household, pause } from './household.ts';
import type { Officer } from './officer.ts';
import { createDatabase, createProcess, type Database, type Process } from './processes.ts';
import { createProgress, type Progress } from './progress.ts';
import { createRandom, type Random } from './random.ts';
import { createTelegramHousehold } from './telegram-household.ts';
import { createBeat, hurry, isDecided, makeItCount } from './ward.ts';
import { createWebHousehold, type WebHousehold } from './web-household.ts';
import { createZaloHousehold } from './zalo-household.ts';

export interface StormOptions {
  seed: number;
  /** SIGKILLs of the service. */
  kills: number;
  /** SIGKILLs of PostgreSQL, spread among the others. */
  databaseKills: number;
  /** Households on the web, on Telegram, and on Zalo. */
  web: number;
  telegram: number;
  zalo: number;
  /** Households that never chat. */
  quiet: number;
  /** Officers in chat, and as many in the console: for khu phố, and for the ward. */
  officers: number;
  /** So many of the kills are kept for when decisions are being made. */
  lateKills: number;
  /** Processes of the service on one database. */
  processes: 1 | 2;
  /** How Telegram delivers; Zalo always does it by webhook, to the first process. */
  mode: 'polling' | 'webhook';
  /** Households on apps send photos, too. */
  photos: boolean;
}

export interface Figures {
  kills: number;
  databaseKills: number;
  /** Updates that a kill left without their turn. */
  caught: number;
  /** Messages that were in a platform's hands when their sender was killed. */
  inFlight: number;
  /** Another sender took over from one that was killed. */
  takeovers: number;
  /** Messages that came once more than they should; counted at the end. */
  doubles: number;
  /** Starts that were refused while the database was away. */
  refusedStarts: number;
  seconds: number;
}

export interface Storm extends Aftermath {
  options: StormOptions;
  figures: Figures;
}

/** Below what the households on Telegram cause, so that the pace decides. */
export const PACE = 20;
/** Calls in any minute. */
export const ZALO_PACE = 1_200;
/** A storm lasts longer than Zalo tries. */
const ZALO_RETRY_MS = 300;
export const BURST = profiles.telegram.pace?.burstPerChat ?? 1;
const STALL_MS = 300_000;
/** Who makes progress besides the households. */
const STORM = 'the storm itself';
/** From serving to the kill: long enough for some turns, short enough to fall into the middle of them. */
const SHORTEST_LIFE_MS = 200;
const LONGEST_LIFE_MS = 1_200;
/** One kill of so many waits until the sender is in the middle of sending: the lease of a dead one takes seconds to run out. */
const SENDER_EVERY = 6;
/** Kills of PostgreSQL are this far apart: four in a minute, and the service would rightly give up. */
const DATABASE_REST_MS = 21_000;
/** More than a household needs to come from its first message to the assessment that it sends. */
const CALM_UPDATES = 200;
/** More than the busiest officer needs from then on. */
const CALM_ROUNDS = 2_000;
/** Acts of each officer before a storm may end. */
const DEEDS_EACH = 2;
/** Between two looks at what is awaited. */
const LOOK_MS = 250;

export async function storm(options: StormOptions): Promise<Storm> {
  const scene = await openScene(options);
  const { figures, progress, trouble } = scene;
  const begun = performance.now();
  try {
    await Promise.race([rage(scene), trouble.promise, progress.stalled]);
    const aftermath = await readAftermath(scene);
    figures.doubles = aftermath.chats.reduce((total, { doubles }) => total + doubles, 0);
    return { ...aftermath, options, figures };
  } finally {
    figures.seconds = Math.round((performance.now() - begun) / 1000);
    console.log(await eventually(() => report(scene)).catch((error) => `The storm left nothing that could be counted: ${error}`));
    await closeScene(scene);
  }
}

interface Scene {
  options: StormOptions;
  random: Random;
  database: Database;
  prisma: PrismaClient;
  fake: RemoteFake;
  zalo: RemoteFakeZalo;
  processes: Process[];
  /** Numbers of the processes that the database may refuse. */
  shaken: Set<number>;
  web: WebHousehold[];
  apps: AppHousehold[];
  chatOfficers: ChatOfficer[];
  consoleOfficers: ConsoleOfficer[];
  progress: Progress;
  figures: Figures;
  /** Rejects when something went wrong that ends the storm. */
  trouble: PromiseWithResolvers<never>;
  /** Everybody may stop once they are answered, officers first. */
  stage: { officersOver: boolean; over: boolean };
  /** Aborted: everybody stops at once. */
  ended: AbortController;
}

async function openScene(options: StormOptions): Promise<Scene> {
  const { seed } = options;
  const database = await createDatabase();
  const fake = await spawnFakeTelegram({ perSecond: PACE, perChatPerSecond: BURST, retryScale: 0.1 });
  const zalo = await spawnFakeZalo({ perMinute: ZALO_PACE, retryEveryMs: ZALO_RETRY_MS });
  const figures = { kills: 0, databaseKills: 0, caught: 0, inFlight: 0, takeovers: 0, doubles: 0, refusedStarts: 0, seconds: 0 };
  const trouble = Promise.withResolvers<never>();
  // It may come before somebody waits for it.
  trouble.promise.catch(() => {});
  const shaken = new Set<number>();
  const processes: Process[] = [];
  for (let number = 0; number < options.processes; number++) {
    const process = await createProcess({
      env: environment(options, { number, database, fake, zalo }),
      mayRefuse: () => shaken.has(number),
      onRefused: () => {
        figures.refusedStarts += 1;
      },
      onDeath: (output) => trouble.reject(new Error(`The service ended by itself:\n${output}`)),
    });
    processes.push(process);
  }
  const progress = createProgress(STALL_MS);
  const ended = new AbortController();
  const parts = (number: number, name: string) => ({
    name: `${name} ${number}`,
    number,
    random: createRandom(seed + 1 + number),
    onHeard: () => progress.made(`${name} ${number}`),
    signal: ended.signal,
  });
  const urls = processes.map(({ url }) => url);
  const prisma = connect(database.url, 4);
  const stage = { officersOver: false, over: false };
  let leaver: string | undefined;
  /** One goes: whom a decision names first, or, when nearly all is over, the first who looks. */
  const leaves = async ({ name, sent }: Pick<Household, 'name' | 'sent'>) => {
    if (leaver !== undefined) return leaver === name;
    const goes = stage.officersOver || (await isDecided(prisma, sent[0]?.key ?? ''));
    if (goes) leaver ??= name;
    return leaver === name;
  };
  const web = Array.from({ length: options.web }, (_, number) => createWebHousehold({ ...parts(number, 'web household'), urls, leaves }));
  const apps: AppHousehold[] = [];
  const { photos } = options;
  for (let count = 0; count < options.telegram; count++) {
    const user = await fake.control<number>('user');
    apps.push(createTelegramHousehold({ ...parts(options.web + apps.length, 'Telegram household'), fake, user, photos }));
  }
  for (let count = 0; count < options.zalo; count++) {
    const user = await zalo.control<string>('user');
    apps.push(createZaloHousehold({ ...parts(options.web + apps.length, 'Zalo household'), fake: zalo, user, photos }));
  }
  const officerParts = (number: number, name: string) => ({ ...parts(options.web + apps.length + number, name), urls, prisma });
  const beat = createBeat({ prisma, signal: ended.signal, quiet: options.quiet });
  const numbers = Array.from({ length: options.officers }, (_, number) => number);
  const chatOfficers = numbers.map((number) => createChatOfficer(officerParts(number, 'officer in chat'), beat));
  const othersBehind = () => chatOfficers.some((one) => one.done() < DEEDS_EACH);
  const consoleOfficers = numbers.flatMap((number) =>
    (['hamlet', 'ward'] as const).map((level, index) =>
      createConsoleOfficer(
        { ...officerParts(options.officers + 2 * number + index, `officer of the ${level}`), level, othersBehind },
        beat,
      ),
    ),
  );
  await zalo.control('setWebhook', { args: [`${urls[0]}/webhooks/zalo`] });
  const people = { web, apps, chatOfficers, consoleOfficers };
  const rest = { options, random: createRandom(seed), figures, trouble, shaken, progress, ended };
  return { ...rest, ...people, database, prisma, fake, zalo, processes, stage };
}

interface Around extends Pick<Scene, 'database' | 'fake' | 'zalo'> {
  number: number;
}

function environment({ mode }: StormOptions, { number, database, fake, zalo }: Around): Record<string, string> {
  return {
    // Its connections have a name, so that one can see when the last of them is gone.
    DATABASE_URL: `${database.url}?application_name=${nameOf(number)}`,
    LOG_LEVEL: 'error',
    SECRET_KEY: 'one-for-all-processes-of-the-service',
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.apiRoot,
    TELEGRAM_MODE: mode,
    TELEGRAM_MESSAGES_PER_SECOND: String(PACE),
    ...(mode === 'webhook' && { TELEGRAM_WEBHOOK_SECRET: 'a-secret-that-only-telegram-knows' }),
    ...zaloEnvironment(zalo),
  };
}

function zaloEnvironment({ appId, appSecret, oas: [oa], apiRoot, oauthRoot, mediaHost }: RemoteFakeZalo): Record<string, string> {
  if (!oa) throw new Error('There is no OA');
  return {
    ZALO_APP_ID: appId,
    ZALO_APP_SECRET: appSecret,
    ZALO_OA_ID: oa.oaId,
    ZALO_OA_SECRET_KEY: oa.oaSecretKey,
    ZALO_ACCESS_TOKEN: oa.accessToken,
    ZALO_REFRESH_TOKEN: oa.refreshToken,
    ZALO_API_ROOT: apiRoot,
    ZALO_OAUTH_ROOT: oauthRoot,
    ZALO_MEDIA_HOSTS: mediaHost,
    ZALO_MESSAGES_PER_MINUTE: String(ZALO_PACE),
  };
}

function nameOf(number: number): string {
  return `process-${number}`;
}

async function closeScene({ ended, progress, processes, fake, zalo, prisma, database }: Scene): Promise<void> {
  ended.abort();
  progress.stop();
  await Promise.all(processes.map((one) => one.close()));
  await Promise.all([fake.close(), zalo.close()]);
  await prisma.$disconnect();
  await database.close();
}

/** Begins, kills, and lets it calm down until everybody is answered. */
async function rage(scene: Scene): Promise<void> {
  const { processes, web, apps, chatOfficers, consoleOfficers, progress, trouble, stage, options } = scene;
  progress.made(STORM);
  await Promise.all(processes.map((one) => one.start()));
  await makeItCount(scene.prisma);
  void watchSenders(scene);
  void hurry(scene.prisma, scene.ended.signal);
  const begin = (people: readonly (Household | Officer)[], over: () => boolean) =>
    people.map(async (one) => {
      progress.made(one.name);
      await one.live(over);
      progress.done(one.name);
    });
  const lives = begin([...web, ...apps], () => stage.over);
  const works = begin([...chatOfficers, ...consoleOfficers], () => stage.officersOver);
  Promise.all([...lives, ...works]).catch(trouble.reject);
  await killAll(scene, options.kills - options.lateKills);
  const inCalm = watchCircles(scene);
  await until(scene, async () => {
    progress.made(STORM);
    inCalm();
    await enoughSubmissions(scene);
  });
  await killAll(scene, options.kills);
  // From here on it is the others who have to get on.
  progress.done(STORM);
  const atLast = watchCircles(scene);
  await until(scene, async () => {
    atLast();
    await enoughDecisions(scene);
  });
  stage.officersOver = true;
  await Promise.all(works);
  await until(scene, () => allTold(scene));
  stage.over = true;
  await Promise.all(lives);
  progress.made(STORM);
  await until(scene, () => nothingWaits(scene));
  for (const one of [...web, ...chatOfficers]) await one.look();
}

/** @param kills of all that there will be, so many */
async function killAll(scene: Scene, kills: number): Promise<void> {
  const { figures, progress, options } = scene;
  const databaseKills = Math.round((options.databaseKills * kills) / options.kills);
  let databaseDied = Number.NEGATIVE_INFINITY;
  while (figures.kills < kills || figures.databaseKills < databaseKills) {
    const due = figures.databaseKills < databaseKills && (figures.kills + 1) * databaseKills >= (figures.databaseKills + 0.5) * kills;
    if (due && performance.now() - databaseDied >= DATABASE_REST_MS) {
      databaseDied = performance.now();
      await killDatabase(scene);
    }
    if (figures.kills < kills) await killService(scene, { sending: figures.kills % SENDER_EVERY === SENDER_EVERY - 1 });
    else await pause(LOOK_MS);
    scene.ended.signal.throwIfAborted();
    progress.made(STORM);
  }
}

async function killDatabase(scene: Scene): Promise<void> {
  await live(scene);
  await scene.database.kill();
  scene.figures.databaseKills += 1;
  for (const number of scene.processes.keys()) scene.shaken.add(number);
  await until(scene, () => countWhatIsLeft(scene));
}

async function killService(scene: Scene, { sending }: { sending: boolean }): Promise<void> {
  const { processes, figures, shaken } = scene;
  if (sending) await untilSending(scene);
  else await live(scene);
  const victims = sending ? await senders(scene) : chance(scene);
  await Promise.all(victims.map((number) => processes[number]?.kill()));
  figures.kills += victims.length;
  await until(scene, () => lastWordsOf(scene, victims));
  await until(scene, () => countWhatIsLeft(scene));
  for (const number of victims) {
    await processes[number]?.start();
    shaken.delete(number);
  }
}

async function live({ random }: Scene): Promise<void> {
  await pause(SHORTEST_LIFE_MS + random.below(LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
}

/** Until the households on apps are being answered, and a moment more. */
async function untilSending(scene: Scene): Promise<void> {
  const heard = () => scene.apps.reduce((total, household) => total + household.heard(), 0);
  const enough = heard() + Math.ceil(scene.apps.length / 3);
  await until(scene, async () => {
    if (heard() < enough) throw new Error('Nobody sends');
  });
  await pause(scene.random.below(300));
}

/** One of the processes; now and then all at once. */
function chance({ processes, random }: Scene): number[] {
  const all = [...processes.keys()];
  return random.chance(0.2) ? all : [random.pick(all)];
}

async function senders({ processes, random }: Scene): Promise<number[]> {
  const sends = await Promise.all(processes.map((one) => one.sends().catch(() => false)));
  const found = sends.flatMap((one, number) => (one ? [number] : []));
  return found.length > 0 ? found : [random.below(processes.length)];
}

/** A killed process may still have a statement under way; what it commits belongs to its life. */
async function lastWordsOf({ prisma }: Scene, victims: readonly number[]): Promise<void> {
  const names = victims.map(nameOf);
  const [left] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = ANY(${names})`;
  if (left?.count !== 0) throw new Error('Still speaking');
}

async function countWhatIsLeft({ prisma, figures }: Scene): Promise<void> {
  const [caught, inFlight] = await Promise.all([
    prisma.inbox.count({ where: { state: { in: ['new', 'fetching'] } } }),
    prisma.message.count({ where: { state: 'leased' } }),
  ]);
  figures.caught += caught;
  figures.inFlight += inFlight;
}

/** Counts whenever another speaks for Telegram. */
async function watchSenders({ prisma, figures, ended }: Scene): Promise<void> {
  const seen = new Set<string>();
  while (!ended.signal.aborted) {
    const account = await prisma.channelAccount.findFirst({ where: { channel: 'telegram' } }).catch(() => null);
    if (account?.senderId) seen.add(account.senderId);
    figures.takeovers = Math.max(seen.size - 1, 0);
    await pause(LOOK_MS);
  }
}

function updates({ web, apps }: Scene): number {
  return [...web, ...apps].reduce((total, { sent }) => total + sent.length, 0);
}

/** From now on: ends the storm where people do very much and nothing comes of it. */
function watchCircles(scene: Scene): () => void {
  const { trouble, web, apps } = scene;
  const before = { updates: updates(scene), rounds: rounds(scene) };
  return () => {
    if (updates(scene) - before.updates > CALM_UPDATES * (web.length + apps.length))
      trouble.reject(new Error('The households go round in circles'));
    if (rounds(scene) - before.rounds > CALM_ROUNDS) trouble.reject(new Error('The officers go round in circles'));
  };
}

/** Of the officer who went round most often. */
function rounds({ consoleOfficers }: Scene): number {
  return Math.max(...consoleOfficers.map((one) => one.rounds()));
}

async function enoughSubmissions({ prisma, options: { web, telegram, zalo } }: Scene): Promise<void> {
  const submitted = (channel: ChannelKind) =>
    prisma.submission.count({
      where: { assessment: { household: { memberships: { some: { account: { channelAccount: { channel } } } } } } },
    });
  const counts = await Promise.all([submitted('web'), submitted('telegram'), submitted('zalo')]);
  if (counts[0] < web / 2 || counts[1] < telegram / 2 || counts[2] < zalo / 2) throw new Error(`Only ${counts} assessments were sent`);
}

/** Every officer has done something, and decisions were made, corrected, told, and outlived by a household. */
async function enoughDecisions({ prisma, chatOfficers, consoleOfficers }: Scene): Promise<void> {
  if ([...chatOfficers, ...consoleOfficers].some(({ done }) => done() < DEEDS_EACH)) throw new Error('Officers have hardly begun');
  const issued = { state: 'issued' as const, kind: 'recognition' as const };
  const [recognitions, corrections, told, untold, erased] = await Promise.all([
    prisma.decision.count({ where: issued }),
    prisma.decision.count({ where: { ...issued, kind: 'correction' } }),
    prisma.decisionLine.count({ where: { toldAt: { not: null } } }),
    prisma.fileNotice.count({ where: { how: 'chat', about: 'outcome' } }),
    prisma.audit.count({ where: { action: 'privacy.erase' } }),
  ]);
  if ([recognitions, corrections, told, untold, erased].includes(0)) throw new Error('Too little is decided');
}

/** What was decided has taken effect, and whoever it is about has heard of it. */
async function allTold({ prisma }: Scene): Promise<void> {
  const line = { left: null, toldAt: null, nobodyAt: null, householdId: { not: null }, decision: { state: 'issued' as const } };
  const [planned, untold] = await Promise.all([
    prisma.decision.count({ where: { state: 'planned' } }),
    prisma.decisionLine.count({ where: line }),
  ]);
  if (planned + untold > 0) throw new Error('Something is not told yet');
}

async function nothingWaits({ prisma, fake, zalo }: Scene): Promise<void> {
  const [updates, messages, pending, events] = await Promise.all([
    prisma.inbox.count({ where: { state: { in: ['new', 'fetching'] } } }),
    prisma.message.count({ where: { channelAccount: { channel: { not: 'web' } }, state: { in: ['queued', 'leased'] } } }),
    fake.control<number>('pending'),
    zalo.control<number>('pending'),
  ]);
  if (updates + messages + pending + events > 0) throw new Error('Something waits');
}

/** Tries until it holds; what hangs is noticed by its progress. */
async function until(scene: Scene, check: () => Promise<void>): Promise<void> {
  for (;;) {
    scene.ended.signal.throwIfAborted();
    try {
      return await check();
    } catch {
      await pause(LOOK_MS);
    }
  }
}

/** What there is to say of it, however it ended. */
async function report({ options, figures, prisma, fake, zalo, web, apps, chatOfficers, consoleOfficers }: Scene): Promise<string> {
  const [inbox, messages, doubtful, answers, submissions] = await Promise.all([
    prisma.inbox.groupBy({ by: ['state'], _count: true }),
    prisma.message.groupBy({ by: ['state'], where: { channelAccount: { channel: { not: 'web' } } }, _count: true }),
    prisma.message.count({ where: { doubtAt: { not: null } } }),
    prisma.answer.count(),
    prisma.submission.count(),
  ]);
  const busiest = await fake.control<number>('busiestSecond');
  const events = await zalo.control<ReturnType<FakeZalo['events']>>('events');
  const states = (rows: { state: string; _count: number }[]) => rows.map(({ state, _count }) => `${_count} ${state}`).join(', ');
  const total = (households: readonly Household[], of: (one: Household) => number) => households.reduce((sum, one) => sum + of(one), 0);
  const sent = (one: Household) => one.sent.length;
  const on = (channel: AppHousehold['channel']) => {
    const here = apps.filter((one) => one.channel === channel);
    return `${here.length} on ${channel} with ${total(here, sent)}`;
  };
  const deeds = (officers: readonly Officer[]) => officers.reduce((sum, { done }) => sum + done(), 0);
  const lost = consoleOfficers.flatMap(({ acts, decisions }) =>
    [...acts, ...decisions].filter(({ outcome }) => outcome === 'unknown'),
  ).length;
  const decided = await prisma.decision.groupBy({ by: ['kind', 'state'], _count: true });
  const [told, notProposed, left, erased] = await Promise.all([
    prisma.decisionLine.count({ where: { toldAt: { not: null } } }),
    prisma.fileNotice.groupBy({ by: ['how'], where: { about: 'outcome' }, _count: true }),
    prisma.decisionLine.count({ where: { left: { not: null } } }),
    prisma.audit.count({ where: { action: 'privacy.erase' } }),
  ]);
  const { kills, databaseKills, refusedStarts, caught, inFlight, takeovers, doubles, seconds } = figures;
  return [
    `seed ${options.seed}, ${options.processes} process(es), ${options.mode}: ${kills} kills and ${databaseKills} of PostgreSQL in ${seconds} s`,
    `  ${web.length} households on the web with ${total(web, sent)} updates, ${on('telegram')}, ${on('zalo')}`,
    `  ${caught} updates caught without their turn, ${total(web, (one) => one.retries())} requests repeated, ${refusedStarts} starts refused`,
    `  ${answers} answers, ${submissions} submissions; updates: ${states(inbox)}`,
    `  ${deeds(chatOfficers)} acts of officers in chat, ${deeds(consoleOfficers)} in the console, ${lost} answers to them lost`,
    `  decisions: ${decided.map(({ kind, state, _count }) => `${_count} ${kind} ${state}`).join(', ')}; ${told} lines told, ${left} left out`,
    `  not proposed, and told so: ${notProposed.map(({ how, _count }) => `${_count} in ${how}`).join(', ')}; ${erased} erased`,
    `  messages to apps: ${states(messages)}; ${inFlight} in flight at kills, ${doubtful} doubtful, ${doubles} came twice; ${takeovers} takeovers`,
    `  ${busiest} to Telegram in the busiest second, of ${PACE}; ${events.failed} deliveries of Zalo failed, ${events.lost} events were lost`,
  ].join('\n');
}
