/** `nhahoc ledger <account-id>`: what became of every message to one recipient, without a word of them. */
import { type HistoryEntry, historyOf } from '../conversation/history-of.ts';
import { inColumns } from './columns.ts';
import type { Shell } from './shell.ts';
import { withDatabase } from './with-database.ts';

const USAGE = 'nhahoc ledger <account id>   what became of every message to one recipient\n';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEADINGS = ['line', 'class', 'state', 'written', 'sent', 'tries', 'remarks'];

export async function run([accountId = '', ...rest]: string[], shell: Shell): Promise<number> {
  if (!UUID.test(accountId) || rest.length > 0) {
    shell.complain(USAGE);
    return 2;
  }
  return withDatabase(shell.config(), async (db) => {
    const history = await historyOf({ db }, accountId);
    if (!history) {
      shell.complain(`There is no account ${accountId}; it may have been erased.\n`);
      return 1;
    }
    shell.write(history.length === 0 ? 'Nothing was ever written to this account.\n' : table(history));
    return 0;
  });
}

function table(history: HistoryEntry[]): string {
  return inColumns([HEADINGS, ...history.map(cellsOf)])
    .map((line) => `${line}\n`)
    .join('');
}

function cellsOf(entry: HistoryEntry): string[] {
  const { seq, class: kind, state, createdAt, sentAt, attempts } = entry;
  return [`${seq}`, kind, state, moment(createdAt), sentAt ? moment(sentAt) : '-', `${attempts}`, remarksOf(entry)];
}

const terms = { free: 'taken for nothing', paid: 'taken at a price', template: 'taken as a template' };

function remarksOf({ state, reason, until, expiresAt, doubtAt, terms: how, arrivedAt }: HistoryEntry): string {
  const remarks = [
    how && terms[how],
    arrivedAt && `arrived ${moment(arrivedAt)}`,
    reason,
    until && state === 'queued' && `not before ${moment(until)}`,
    until && state === 'held' && `until ${moment(until)}`,
    expiresAt && state !== 'sent' && `worth sending until ${moment(expiresAt)}`,
    doubtAt && (state === 'uncertain' ? `may not have arrived (${moment(doubtAt)})` : `may have arrived twice (${moment(doubtAt)})`),
  ];
  return remarks.filter(Boolean).join('; ');
}

function moment(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
