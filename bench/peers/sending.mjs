/**
 * What both queues are given to send: as many jobs as there are recipients, and the client with which our service calls the platform.
 *
 * `KEEPS=promises`: they also keep a row a recipient that says how it stands, look there before each message whether its person still wants it and
 * whether anybody has it in hand, and write down what became of it: without that a queue writes twice after a crash, and on after a stop word.
 * `KEEPS=records`: what our service keeps of an announcement they keep, too (whole-job.mjs).
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { createApi } from '../../src/channel/telegram/api.ts';
import { openWholeJob } from './whole-job.mjs';

const { DATABASE_URL, RECIPIENTS, BOT_TOKEN, API_ROOT, KEEPS } = process.env;
export const recipients = Number(RECIPIENTS);
/** Messages in flight at once, as many as ours. */
export const AT_ONCE = 256;
/** Jobs that are handed in with one statement, and fetched with one, as many as a page of ours. */
export const AT_A_TIME = 500;
/** Milliseconds in which what is done gathers, as with ours. */
export const GATHER = 3;
export const QUEUE = 'send';
/** As many connections as our service takes. */
const CONNECTIONS = 16;
const FIRST_CHAT = 2_000_000_001;

/** For their own statements and these. */
export const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
const api = createApi({ token: BOT_TOKEN, apiRoot: API_ROOT });

const text = (area) => `Kính mời gia đình ở ${area} dự buổi học “Dùng điện thoại an toàn”, tối thứ Bảy tại nhà văn hóa.

Phường Bến Cát mong gặp bà con!

Nhắn DỪNG để thôi nhận.`;

/** @param mark also without promises: who had it is written down; a queue that keeps its jobs needs none */
export async function openRecipients({ mark }) {
  if (KEEPS === 'records')
    return openWholeJob({ url: DATABASE_URL, connections: CONNECTIONS, api, recipients, atATime: AT_A_TIME, gathered });
  const keeps = KEEPS === 'promises';
  await pool.query(`
    CREATE TABLE person (n int PRIMARY KEY, chat bigint NOT NULL, stopped_at timestamptz);
    INSERT INTO person SELECT n, ${FIRST_CHAT} + n FROM generate_series(0, ${recipients - 1}) AS n;
    CREATE TABLE delivery (round int, recipient int, state text NOT NULL, message bigint, at timestamptz, PRIMARY KEY (round, recipient))`);
  const takeInHand = gathered(async (all) => {
    const { rows } = await pool.query(
      `UPDATE delivery d SET state = 'in hand' FROM unnest($1::int[], $2::int[]) AS g(round, recipient), person p
       WHERE d.round = g.round AND d.recipient = g.recipient AND d.state = 'waiting' AND p.n = d.recipient AND p.stopped_at IS NULL
       RETURNING d.recipient`,
      [all.map(({ round }) => round), all.map(({ recipient }) => recipient)],
    );
    const taken = new Set(rows.map(({ recipient }) => recipient));
    return all.map(({ recipient }) => taken.has(recipient));
  });
  const write = keeps
    ? `UPDATE delivery d SET state = 'sent', message = g.message, at = now() FROM unnest($1::int[], $2::int[], $3::bigint[]) AS g(round, recipient, message)
       WHERE d.round = g.round AND d.recipient = g.recipient`
    : `INSERT INTO delivery SELECT g.round, g.recipient, 'sent', g.message, now() FROM unnest($1::int[], $2::int[], $3::bigint[]) AS g(round, recipient, message)`;
  const markSent = gathered(async (all) => {
    await pool.query(
      write,
      ['round', 'recipient', 'message'].map((key) => all.map((one) => one[key])),
    );
    return all;
  });

  return {
    /** What is handed in for each recipient, some at a time. */
    async *jobs(round) {
      for (let from = 0; from < recipients; from += AT_A_TIME) {
        const numbers = Array.from({ length: Math.min(AT_A_TIME, recipients - from) }, (_, index) => from + index);
        if (keeps)
          await pool.query(
            `INSERT INTO delivery (round, recipient, state) SELECT $1, n, 'waiting' FROM person WHERE n = ANY($2) AND stopped_at IS NULL`,
            [round, numbers],
          );
        yield numbers.map((recipient) => {
          const buttons = [{ text: 'Tham gia', callback_data: `a.${round * recipients + recipient}.0` }];
          return { round, recipient, chat: FIRST_CHAT + recipient, text: text(`Khu phố ${(recipient % 20) + 101}`), buttons };
        });
      }
    },
    /** One job. */
    async handOver({ round, recipient, chat, text, buttons }) {
      if (keeps && !(await takeInHand({ round, recipient }))) return;
      const reply_markup = { inline_keyboard: [buttons] };
      const { message_id } = await api.call('sendMessage', {
        chat_id: chat,
        text,
        reply_markup,
        link_preview_options: { is_disabled: true },
      });
      if (keeps || mark) await markSent({ round, recipient, message: message_id });
    },
  };
}

/** Makes one statement of many calls that come at about the same time; `work` answers each in its place. */
export function gathered(work) {
  let waiting = [];

  async function together() {
    const all = waiting;
    waiting = [];
    try {
      const answers = await work(all.map(({ item }) => item));
      for (const [index, { resolve }] of all.entries()) resolve(answers[index]);
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(together, GATHER);
      waiting.push({ item, resolve, reject });
    });
}

/** Every request is a round, which is answered once all of it is sent and written down. */
export function serve(send) {
  let round = 0;
  const server = createServer((_request, response) => {
    send(++round).then(
      () => response.end('sent'),
      (error) => {
        process.stderr.write(`${error?.stack ?? error}\n`);
        response.writeHead(500).end();
      },
    );
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
  process.once('SIGTERM', () => process.exit(0));
}
