/** How the OpenAPI says yes and no: status 200, and an envelope. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, words = meanings[code] ?? 'Unknown error') {
    super(words);
    this.code = code;
  }
}

const meanings: Readonly<Record<number, string>> = {
  [-32]: 'App has reached the limit of calls',
  [-100]: 'attachment_id was expired',
  [-200]: 'Send message failed',
  [-204]: 'OA has been disabled',
  [-205]: 'OA does not exist',
  [-209]: 'App has not been activated for this API',
  [-211]: 'Out of quota',
  [-213]: 'User has not followed OA',
  [-216]: 'Access token is invalid',
  [-217]: 'User has blocked invitations of OA',
  [-218]: 'Out of quota receive',
  [-220]: 'Access token is expired or removed',
  [-224]: 'The OA needs to upgrade OA Tier Package to use this feature. See more on https://zalo.cloud/oa/pricing',
  [-227]: 'User is banned or has been inactive for more than 45 days',
  [-230]: 'User has not interacted with the OA in the past 7 days',
  [-232]: 'User has not interacted with the OA, or the last interaction has expired',
  [-233]: 'Message type is not supported',
  [-240]: 'MessageV2 API has been shut down, use MessageV3 API',
  [-242]: 'appsecret_proof is invalid',
  [-244]: 'User has restricted this type of message from OA',
  [-118]: 'Invalid grant',
  [-14002]: 'App is not active',
  [-14005]: 'Invalid code',
  [-14014]: 'Invalid refresh token',
  [-14019]: 'Code is expired',
  [-14020]: 'Refresh token is expired',
};

export const invalid = (field: string) => new Refusal(-201, `${field} is invalid`);
export const missing = (field: string) => new Refusal(-201, `Missing ${field} params`);
export const exceeds = (field: string) => new Refusal(-210, `${field} exceeds the limit`);

export type Json = Record<string, unknown>;

export function objectIn(value: unknown, field: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field);
  return value as Json;
}

export function stringIn(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(field);
  return value;
}

/** Ids are strings of digits: as numbers they would lose their last ones. */
export function idIn(value: unknown, field: string): string {
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) throw invalid(field);
  return value;
}

/** What goes back over HTTP. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
  /** `error` of the envelope, for the log. */
  error?: number;
}

export function success(data: unknown, headers: Record<string, string> = {}): Answer {
  return json({ data, error: 0, message: 'Success' }, headers);
}

/** What is no Refusal is a mistake of the fake's own, and shows. */
export function refusalOf(error: unknown, headers: Record<string, string> = {}): Answer {
  if (!(error instanceof Refusal)) throw error;
  return json({ error: error.code, message: error.message }, headers);
}

export function json(body: Json, headers: Record<string, string> = {}): Answer {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers: { ...type, ...headers }, body: JSON.stringify(body), error: Number(body.error ?? 0) };
}
