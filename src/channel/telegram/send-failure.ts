/** What the Bot API's errors mean for a message. */
import { SendFailure } from '../channel.ts';
import { ApiFailure } from './api.ts';

/** Short codes for what Telegram says in words, which may quote what we sent. */
const gone: readonly [RegExp, string][] = [
  [/blocked by the user/i, 'blocked'],
  [/deactivated/i, 'deactivated'],
  [/initiate conversation/i, 'neverWrote'],
  [/chat not found|user not found|peer_id_invalid/i, 'chatNotFound'],
  [/kicked|not a member|deleted|not enough rights|have no rights/i, 'left'],
];
const refused: readonly [RegExp, string][] = [
  [/text is empty|must be non-empty/i, 'emptyText'],
  [/too long/i, 'tooLong'],
  [/button_data_invalid/i, 'buttonData'],
  [/button url|button_url_invalid|wrong http url/i, 'buttonUrl'],
  [/button|keyboard|reply.?markup/i, 'buttons'],
];

export function sendFailure(error: unknown): SendFailure {
  if (!(error instanceof ApiFailure)) return new SendFailure('unknown', 'error');
  const { end, status, description, retryAfterMs, movedTo } = error;
  if (end === 'notSent') return new SendFailure('later', `network:${description}`, { wholeChannel: true });
  if (end !== 'refused') return new SendFailure('unknown', `network:${description}`);
  if (movedTo !== undefined) return new SendFailure('moved', 'moved', { movedTo });
  if (status === 429)
    return new SendFailure('later', 'tooFast', { wholeChannel: true, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  if (error.refusesToken) return new SendFailure('broken', 'token');
  // A gateway that lost patience does not know what became of it.
  if (status === 504) return new SendFailure('unknown', 'http:504');
  if (status >= 500) return new SendFailure('later', `http:${status}`);
  const why = codeIn(gone, description);
  if (status === 403) return new SendFailure('gone', why ?? 'forbidden');
  if (status === 400 && why === 'chatNotFound') return new SendFailure('gone', why);
  if (status === 400 && why === 'deactivated') return new SendFailure('gone', why);
  return new SendFailure('refused', codeIn(refused, description) ?? `http:${status}`);
}

function codeIn(table: readonly [RegExp, string][], description: string): string | undefined {
  return table.find(([words]) => words.test(description))?.[1];
}
