/**
 * The service for an hour under mixed load: people on Telegram and on the web come, answer, send photos, block us, come
 * back, erase themselves and leave. Judged: memory, connections, queues, tables, the log, answers.
 *
 *     SOAK_MINUTES=60 SOAK_RATE=50 SOAK_SEED=7 npm run test:soak
 *
 * `DATABASE_URL`: a database of its own, which is filled and then moved years ahead; else the embedded server of the
 * service. The real process runs with Telegram by webhook against the fake Bot API, which lives here beside the people.
 */
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createRandom } from '../crash/random.ts';
import { startFakeTelegram } from '../support/fake-telegram.ts';
import { embeddedServer, eventually, startService, temporaryFolder } from '../support/service.ts';
import { type Heard, judge, type Verdict } from './judge.ts';
import { longAfter } from './long-after.ts';
import { createPerson, type Person, type Watch } from './person.ts';
import { createSampler, csvLine, type Sample } from './sampler.ts';
import { telegramLine } from './telegram-line.ts';
import { webLine } from './web-line.ts';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 60);
/** Updates a second. */
const RATE = Number(process.env.SOAK_RATE ?? 50);
const SEED = Number(process.env.SOAK_SEED ?? 324);
const WEB_PART = 0.3;
const SAMPLE_MS = 15_000;
const TICK_MS = 20;
/** Milliseconds that people think between an answer and the next act, and acts until they leave. */
const THINK = [2_000, 8_000] as const;
const LIFE = [40, 240] as const;
/** So many people are there at once that there is always somebody who has thought. */
const PEOPLE = Math.ceil(RATE * 8);
const MINUTE_MS = 60_000;
const FAILURES_SHOWN = 30;

const random = createRandom(SEED);
const folder = await temporaryFolder();
const samplesPath = join(await mkdtemp(join(tmpdir(), 'nhahoc-soak-')), 'samples.csv');
const fake = await startFakeTelegram({ perSecond: null });
const given = process.env.DATABASE_URL;
const service = await startService(
  folder.path,
  {
    ...(given && { DATABASE_URL: given }),
    LOG_LEVEL: 'info',
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.apiRoot,
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-that-only-telegram-knows',
    TELEGRAM_MESSAGES_PER_SECOND: 'unlimited',
  },
  { life: (MINUTES + 15) * MINUTE_MS },
);
console.log(
  `${MINUTES} minutes at ${RATE} updates/s with ${PEOPLE} people at once, seed ${SEED}; service ${service.pid}; samples in ${samplesPath}`,
);
let ended = false;
void service.ended.then((code) => {
  if (ended) return;
  console.error(`${new Date().toISOString()}: the service ended with ${code}:\n${service.output().slice(-4_000)}`);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ended = true;
    console.log(`${new Date().toISOString()}: ${signal}, ended before its time`);
    void service.end('SIGTERM').then(() => process.exit(1));
  });
}

const photos = await Promise.all(
  Array.from({ length: 12 }, (_, index) =>
    sharp({
      create: {
        width: 640 + 160 * index,
        height: 480 + 120 * index,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 120, sigma: 30 },
      },
    })
      .jpeg({ quality: 60 })
      .toBuffer(),
  ),
);

const answers: number[] = [];
const failures: string[] = [];
const deeds = new Map<string, number>();
const watch: Watch = {
  answered(channel, ms, deed) {
    answers.push(ms);
    const what = `${channel} ${deed}`;
    deeds.set(what, (deeds.get(what) ?? 0) + 1);
  },
  failed(channel, what) {
    failures.push(`${channel}, ${Math.round((performance.now() - began) / 1000)} s: ${what}`);
    if (failures.length <= FAILURES_SHOWN) console.log(`  failed: ${failures.at(-1)}`);
  },
};

let joined = 0;
function arrive(): Person {
  joined += 1;
  const own = createRandom(SEED + joined);
  const web = own.chance(WEB_PART);
  const address = `11.${own.below(250)}.${own.below(250)}.${own.below(250)}`;
  const line = web ? webLine({ url: service.url, address, photos, random: own }) : telegramLine({ fake, photos, random: own });
  return createPerson({ channel: web ? 'web' : 'telegram', line, random: own, watch, think: THINK, life: LIFE });
}

const databaseUrl = given ?? (await embeddedServer(folder.path)).url;
const sampler = await createSampler({ url: service.url, databaseUrl });
const samples: Sample[] = [];
let people: Person[] = [];
let updates = 0;
let missed = 0;
const began = performance.now();
const secondsSince = () => Math.round((performance.now() - began) / 1000);
const shown = { seconds: 0, updates: 0, people: 0 };

async function sample(): Promise<Sample> {
  Object.assign(shown, { seconds: secondsSince(), updates, people: joined });
  // The fake keeps every call; an hour of them would fill this process.
  fake.calls().length = 0;
  const taken = await sampler.take({ ...shown });
  if (samples.length === 0) await writeFile(samplesPath, csvLine(taken, true));
  await appendFile(samplesPath, csvLine(taken));
  return taken;
}

/** Somebody who is ready acts. Nobody is when the service does not keep up: then the load waits with them, and that is counted. */
function tick(): void {
  const now = performance.now();
  const due = Math.floor(((now - began) / 1000) * RATE) - missed;
  while (updates < due) {
    for (const person of people.filter((one) => one.spent())) person.leave();
    people = people.filter((one) => !one.spent());
    while (people.length < PEOPLE) people.push(arrive());
    const ready = people.filter((one) => one.ready(now));
    if (ready.length === 0) {
      missed += due - updates;
      return;
    }
    updates += random.pick(ready).act(now);
  }
}

async function load(): Promise<void> {
  const ticking = setInterval(tick, TICK_MS);
  for (let at = SAMPLE_MS; at <= MINUTES * MINUTE_MS; at += SAMPLE_MS) {
    await pause(began + at - performance.now());
    const taken = await sample();
    samples.push(taken);
    if (samples.length % 4 === 0) report(taken);
  }
  clearInterval(ticking);
}

function report({ seconds, rssMb, heapMb, lagP99Ms, connections, inboxWaiting, outboxWaiting, cpuSeconds }: Sample): void {
  const figures = [
    `${String(Math.round(seconds / 60)).padStart(3)} min`,
    `${updates} updates`,
    `${joined} people`,
    `RSS ${rssMb.toFixed(0)} MB`,
    `heap ${heapMb.toFixed(0)} MB`,
    `lag p99 ${lagP99Ms.toFixed(0)} ms`,
    `CPU ${cpuSeconds.toFixed(0)} s`,
    `${connections} connections`,
    `waiting ${inboxWaiting}+${outboxWaiting}`,
    `${failures.length} failures`,
  ];
  console.log(figures.join(' · '));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

async function calmDown(): Promise<Heard> {
  await pause(20_000);
  for (const person of people) person.leave();
  const calm = await eventually(async () => {
    await pause(1_000);
    const taken = await sample();
    if (taken.inboxWaiting + taken.outboxWaiting + taken.streams + (taken.rows.BlobDeletion ?? 0) > 0) throw new Error('not calm yet');
    return taken;
  }, 120_000).catch(sample);
  const [ledger] = await sampler.query<{ parked: number; doubtful: number }>(
    `SELECT (SELECT count(*)::int FROM "Inbox" WHERE state = 'parked') AS parked, (SELECT count(*)::int FROM "Message" WHERE "doubtAt" IS NOT NULL) AS doubtful`,
  );
  const errors = service
    .output()
    .split('\n')
    .filter((line) => /"level":"(error|fatal)"/.test(line));
  return { answers, failures, errors, calm, missed, parked: ledger?.parked ?? -1, doubtful: ledger?.doubtful ?? -1 };
}

function print(title: string, verdicts: readonly Verdict[]): void {
  console.log(`\n${title}`);
  for (const { what, ok, figures } of verdicts) console.log(`  ${ok ? 'ok    ' : 'NOT OK'} ${what}: ${figures}`);
}

try {
  await load();
  const heard = await calmDown();
  const verdicts = judge(samples, heard);
  print(`After ${MINUTES} minutes: ${updates} updates (${missed} more were due), ${joined} people`, verdicts);
  console.log(
    `\nAnswered: ${[...deeds]
      .toSorted()
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}`,
  );
  const after = await longAfter({ databaseUrl, filesFolder: join(folder.path, 'files') });
  print('The same database, 900 days later', after);
  console.log(`\nSamples: ${samplesPath}`);
  process.exitCode = [...verdicts, ...after].every(({ ok }) => ok) ? 0 : 1;
} finally {
  ended = true;
  await sampler.close();
  await service.end('SIGTERM');
  await fake.close();
  await folder.remove();
}
process.exit();
