/** What every answer of Zalo is wrapped in: `{"data":{…},"error":0,"message":"Success"}`. Errors come with status 200, too. */

export interface CodedAnswer {
  status: number;
  body: Record<string, unknown> | null;
}

const MAX_WORDS = 200;
/** Longer than any word: a token, whole or in part. */
const LONG = /[\w-]{20,}/g;

/** null: no envelope. */
export function codeOf(body: Record<string, unknown> | null): number | null {
  const error = body?.error;
  if (typeof error === 'number') return error;
  return typeof error === 'string' && /^-?\d{1,9}$/.test(error) ? Number(error) : null;
}

/** Zalo's own words for an error, without what we gave it. */
export function saidBy(body: Record<string, unknown> | null, secrets: readonly string[]): string {
  const words = [body?.message, body?.error_description, body?.error_name].find((value) => typeof value === 'string') ?? '';
  const given = secrets.filter((secret) => secret !== '');
  return given
    .reduce<string>((text, secret) => text.replaceAll(secret, '…'), words as string)
    .replaceAll(LONG, '…')
    .slice(0, MAX_WORDS);
}
