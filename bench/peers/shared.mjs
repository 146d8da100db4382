/** What both peers are given: environment variables, the questions of the form, a table for answers. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import pg from 'pg';

export const { BOT_TOKEN, API_ROOT, WEBHOOK_SECRET, DATABASE_URL } = process.env;
export const WEBHOOK_PATH = '/webhooks/telegram';
/** As many connections as our service takes. */
const POOL_SIZE = 16;

/** @type {import('../engine/walk.ts').Question[]} the last one says that everything is answered */
export const questions = JSON.parse(readFileSync(process.env.QUESTIONS, 'utf8'));

export async function openDatabase() {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE });
  await pool.query(`
    CREATE TABLE IF NOT EXISTS answers (
      id bigserial PRIMARY KEY, chat bigint NOT NULL, question text NOT NULL, value text NOT NULL, at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX IF NOT EXISTS answers_of_chat ON answers (chat, question)`);
  return pool;
}

export function keepAnswer(pool, chat, question, value) {
  return pool.query({
    name: 'answer',
    text: 'INSERT INTO answers (chat, question, value) VALUES ($1, $2, $3)',
    values: [chat, question, value],
  });
}

/** As rows of Telegram's buttons. */
export function buttonsOf({ choices }) {
  return choices.map(({ id, label }) => [{ text: label, callback_data: id }]);
}

export function isAnswer(question, id) {
  return question.choices.some((choice) => choice.id === id) && !['explain', 'more'].includes(id);
}

/** Listens on any free port and says which. */
export function listen(handler) {
  const server = createServer(handler).listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
  process.once('SIGTERM', () => process.exit(0));
}
