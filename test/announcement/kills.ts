/** An announcement is sent while whoever sends it is killed again and again, in the middle of a message; and what became of it all. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../crash/random.ts';
import type { SendingProcess } from './sending-process.ts';
import { columns, due, openSendingWorld, openStreet, stateOf } from './world.ts';

const PROCESS = fileURLToPath(new URL('sending-process.ts', import.meta.url));

export interface Kills {
  seed: number;
  recipients: number;
  kills: number;
  /** Processes at once, on one database. */
  processes: number;
}

export interface Aftermath {
  /** Chats by how often they were handed the message. */
  handed: Record<number, number>;
  columns: Record<string, number>;
  /** Chats that were never handed it, and are not marked as uncertain. */
  missed: number;
  state: string;
  killed: number;
  /** Messages that the killed had in hand when they died, and how many of those marked as uncertain arrived all the same. */
  inHand: number;
  arrived: number;
}

/** A process that sends, by the name under which it leases. */
interface Child {
  name: string;
  process: ChildProcess;
}

export async function sendUnderKills({ seed, recipients, kills, processes }: Kills): Promise<Aftermath> {
  const world = await openSendingWorld();
  const street = await openStreet(world);
  const random = createRandom(seed);
  const houses = await street.putMany(recipients);
  const announcementId = await due(world, street);
  const received = new Map<string, number>();
  let children: Child[] = [];
  const counting: Promise<number>[] = [];
  let killed = 0;
  let asked = 0;
  const every = Math.max(1, Math.floor(recipients / (kills + 1)));
  let nextKill = 1 + random.below(every);

  const platform = createServer((request, response) => {
    let to = '';
    request.on('data', (chunk) => {
      to += chunk;
    });
    request.on('end', () => {
      asked += 1;
      // A storm of "too many requests" now and then.
      if (asked % 50 < 3) {
        response.writeHead(429).end();
        return;
      }
      received.set(to, (received.get(to) ?? 0) + 1);
      if (killed < kills && received.size >= nextKill) {
        nextKill = received.size + 1 + random.below(every);
        killed += 1;
        // Before its answer, or just after.
        if (random.below(2) === 0) response.end();
        kill(children[random.below(children.length)]);
      }
      setTimeout(() => response.end(), 1 + random.below(3));
    });
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const { port } = platform.address() as AddressInfo;
  const about: Omit<SendingProcess, 'processId'> = {
    databaseUrl: world.database.url,
    channelAccountId: street.channels.telegram,
    platform: `http://127.0.0.1:${port}/`,
    now: world.clock.now().toISOString(),
  };
  let over = false;
  const start = (): Child => {
    const name = randomUUID();
    const child = spawn(process.execPath, [PROCESS, JSON.stringify({ ...about, processId: name })], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', () => {
      children = children.filter((one) => one.process !== child);
      if (!over) children.push(start());
    });
    return { name, process: child };
  };
  function kill(child: Child | undefined): void {
    if (!child) return;
    child.process.kill('SIGKILL');
    // Whoever takes over changes how these stand, not whose they were.
    const theirs = { announcementId, leasedBy: { startsWith: child.name }, state: { in: ['leased' as const, 'uncertain' as const] } };
    counting.push(once(child.process, 'exit').then(() => world.deps.db.message.count({ where: theirs })));
  }
  children = Array.from({ length: processes }, start);
  try {
    while ((await stateOf(world, announcementId)) !== 'done') await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    over = true;
    for (const child of children) child.process.kill('SIGKILL');
    platform.closeAllConnections();
    platform.close();
  }
  const unsure = await world.deps.db.message.findMany({ where: { announcementId, state: 'uncertain' }, select: { accountId: true } });
  const unsureOf = new Set(unsure.map(({ accountId }) => accountId));
  const handed: Record<number, number> = {};
  for (const { accountId } of houses) {
    const times = received.get(`chat-${accountId}`) ?? 0;
    handed[times] = (handed[times] ?? 0) + 1;
  }
  const missed = houses.filter(({ accountId }) => !received.has(`chat-${accountId}`) && !unsureOf.has(accountId)).length;
  const inHand = (await Promise.all(counting)).reduce((all, count) => all + count, 0);
  const arrived = [...unsureOf].filter((accountId) => received.has(`chat-${accountId}`)).length;
  const aftermath = { handed, missed, killed, inHand, arrived, columns: await columns(world, announcementId), state: 'done' };
  await street.close();
  await world.close();
  return aftermath;
}
