import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNotices, type Notices } from '../../src/conversation/notices.ts';
import { silentLog } from '../support/deps.ts';
import { eventually, query } from '../support/service.ts';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
const open: Notices[] = [];
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});
afterAll(() => house.close());

async function process(url = house.database.url): Promise<Notices> {
  const notices = createNotices({ url, log: silentLog, processId: randomUUID(), retryEvery: 20 });
  open.push(notices);
  await notices.start();
  return notices;
}

function hearing(notices: Notices, topic: 'lines' | 'outbox'): (string | null)[] {
  const heard: (string | null)[] = [];
  notices.on(topic, (id) => heard.push(id));
  return heard;
}

describe('notices', () => {
  it('reach the other processes, each under its topic, and not their sender', async () => {
    const [one, two, three] = [await process(), await process(), await process()];
    const [own, lines, outbox, third] = [hearing(one, 'lines'), hearing(two, 'lines'), hearing(two, 'outbox'), hearing(three, 'lines')];
    one.tell('lines', 'a');
    one.tell('lines', 'a');
    one.tell('outbox', 'b');
    await eventually(async () => expect([lines, outbox, third]).toEqual([['a'], ['b'], ['a']]));
    expect(own).toEqual([]);
  });

  it('carry more than one notice can hold', async () => {
    const [one, two] = [await process(), await process()];
    const heard = hearing(two, 'lines');
    const ids = Array.from({ length: 1_000 }, () => randomUUID());
    for (const id of ids) one.tell('lines', id);
    await eventually(async () => expect(heard).toHaveLength(1_000));
    expect(heard.toSorted()).toEqual(ids.toSorted());
  });

  it('say after a broken connection that something may have been missed, and go on', async () => {
    const [one, two] = [await process(), await process()];
    const heard = hearing(two, 'outbox');
    await query(
      house.database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%nhahoc_outbox%' AND pid <> pg_backend_pid()`,
    );
    await eventually(async () => expect(heard).toContain(null));
    // The other one comes back in its own time; what it tells meanwhile is lost.
    await eventually(async () => {
      one.tell('outbox', 'back');
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(heard).toContain('back');
    });
  });

  it('do not keep a service from starting that cannot have them', async () => {
    const notices = await process('postgres://nobody:wrong@127.0.0.1:1/none');
    notices.tell('lines', 'a');
    await notices.stop();
  });

  it('wake a page in one process for lines that another wrote', async () => {
    const [here, there] = [await process(), await process()];
    const mine = house.twin({ notices: here });
    const theirs = house.twin({ notices: there });
    const visitor = await house.visitor({ conversation: mine });
    const heard = hearing(there, 'lines');
    await visitor.start();
    // The news of the start may still be on its way: only what comes after it counts.
    await eventually(async () => expect(heard).toContain(await visitor.accountId()));
    let calls = 0;
    const stop = theirs.onLines(await visitor.accountId(), () => calls++);
    await visitor.say('xin chào');
    await eventually(async () => expect(calls).toBeGreaterThan(0));
    stop();
  });

  it('tell of every committed turn, by account and channel', async () => {
    const committed: { accountId: string; channelAccountId: string }[] = [];
    const visitor = await house.visitor({ conversation: house.twin({ onCommitted: (turn) => committed.push(turn) }) });
    await visitor.start();
    expect(committed).toEqual([{ accountId: await visitor.accountId(), channelAccountId: visitor.channelAccountId }]);
  });
});
