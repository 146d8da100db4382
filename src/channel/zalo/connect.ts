/** Lets an OA in: the consent of its admin becomes tokens, which are kept once Zalo has said that they are that OA's. */
import { createHash, createHmac } from 'node:crypto';
import type { Clock } from '../../deps.ts';
import { createApi } from './api.ts';
import type { ZaloApp } from './credentials.ts';

/**
 * What goes with a code, and whose challenge the console keeps: always the same, so that nobody has to keep it as well.
 *
 * @param secret the service's
 */
export function verifierOf(secret: Uint8Array, appId: string): string {
  return createHmac('sha256', secret).update(`zalo code verifier ${appId}`).digest('base64url');
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Where an admin of the OA agrees. Zalo knows callback and challenge from its console, and takes no others. */
export function consentLink(oauthRoot: string, asked: { appId: string; callback: string; challenge: string }): string {
  const { appId, callback, challenge } = asked;
  const query = new URLSearchParams({ app_id: appId, redirect_uri: callback, code_challenge: challenge });
  return `${oauthRoot}/v4/oa/permission?${query}`;
}

export interface PastedCode {
  code: string;
  /** null: only the code was pasted. */
  oaId: string | null;
}

/** A code, or the whole address that it came in; null: neither. */
export function readPastedCode(pasted: string): PastedCode | null {
  const text = pasted.trim();
  const query = URL.parse(text)?.searchParams;
  const code = query ? query.get('code') : text;
  return code && /^[\x21-\x7e]{8,4096}$/.test(code) ? { code, oaId: query?.get('oa_id') ?? null } : null;
}

export interface NamedOa {
  oaId: string;
  name: string;
  /** What it has booked with Zalo; null: it does not say. */
  package: string | null;
}

/** Whose token it is. @throws ZaloFailure */
export async function whoseToken(apiRoot: string, app: ZaloApp, accessToken: string, clock: Clock): Promise<NamedOa> {
  const proof = createHmac('sha256', app.appSecret).update(accessToken).digest('hex');
  const access = { token: accessToken, proof };
  // There is no other: it is asked with the same once more, and then says why not.
  const tokens = { current: async () => access, instead: async () => ({ ...access, renewed: true }) };
  const api = createApi({ apiRoot, clock, tokens });
  try {
    const { oaid, oa_id, name, package_name } = await api.get('/v2.0/oa/getoa');
    // The documents have one name, some answers the other.
    return { oaId: textOf(oaid) ?? textOf(oa_id) ?? '', name: textOf(name) ?? '', package: textOf(package_name) };
  } finally {
    api.close();
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
