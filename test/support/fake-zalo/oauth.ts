/** Tokens of the OAs of one app: codes and refresh tokens are good for one use, and each use makes the old ones dead. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Answer, type Json, json, Refusal, refusalOf } from './answer.ts';
import type { FakeClock } from './clock.ts';

/** An Official Account, as its owner sees it in the console. */
export interface Oa {
  oaId: string;
  /** Signs what its webhook is told. */
  oaSecretKey: string;
  name: string;
}

export interface Pair {
  accessToken: string;
  refreshToken: string;
}

export interface OauthParts {
  clock: FakeClock;
  appId: string;
  appSecret: string;
  codeVerifier: string;
  /** How long an access token is good. */
  accessSeconds: number;
  /** What a refresh token is refused with that is not good (any more). */
  deadRefreshCode: number;
  /** The app is set to ask for proof with every call. */
  requireProof: boolean;
}

interface Issued {
  oa: Oa;
  until: number;
}

const MINUTE = 60_000;
const CODE_MS = 10 * MINUTE;
const REFRESH_MS = 90 * 24 * 60 * MINUTE;

export function createOauth({ clock, appId, appSecret, codeVerifier, accessSeconds, deadRefreshCode, requireProof }: OauthParts) {
  const access = new Map<string, Issued>();
  const refresh = new Map<string, Issued>();
  const codes = new Map<string, Issued>();
  const challenge = challengeOf(codeVerifier);
  let refreshes = 0;

  function grant(oa: Oa): Pair {
    const pair = { accessToken: randomBytes(96).toString('base64url'), refreshToken: randomBytes(96).toString('base64url') };
    access.set(pair.accessToken, { oa, until: clock.now() + accessSeconds * 1000 });
    refresh.set(pair.refreshToken, { oa, until: clock.now() + REFRESH_MS });
    return pair;
  }

  const proofOf = (token: string) => createHmac('sha256', appSecret).update(token).digest('hex');

  function takeCode(code: string | null, verifier: string | null): Oa {
    const issued = codes.get(code ?? '');
    if (!issued) throw new Refusal(-14005);
    if (challengeOf(verifier ?? '') !== challenge) throw new Refusal(-118);
    codes.delete(code ?? '');
    if (clock.now() > issued.until) throw new Refusal(-14019);
    return issued.oa;
  }

  function takeRefreshToken(token: string | null): Oa {
    const issued = refresh.get(token ?? '');
    if (!issued) throw new Refusal(deadRefreshCode);
    refresh.delete(token ?? '');
    if (clock.now() > issued.until) throw new Refusal(-14020);
    refreshes += 1;
    return issued.oa;
  }

  function exchange(secret: unknown, form: URLSearchParams): Json {
    if (form.get('app_id') !== appId || secret !== appSecret) throw new Refusal(-14002);
    const { accessToken: access_token, refreshToken: refresh_token } = grant(ownerOf(form));
    return { access_token, refresh_token, expires_in: String(accessSeconds) };
  }

  function ownerOf(form: URLSearchParams): Oa {
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return takeCode(form.get('code'), form.get('code_verifier'));
      case 'refresh_token':
        return takeRefreshToken(form.get('refresh_token'));
      default:
        throw new Refusal(-118);
    }
  }

  function forget(tokens: Map<string, Issued>, oa: Oa): void {
    for (const [token, issued] of tokens) if (issued.oa === oa) tokens.delete(token);
  }

  return {
    grant,
    /** A code as an OA's admin gets it by agreeing. */
    authorise(oa: Oa): string {
      const code = randomBytes(48).toString('base64url');
      codes.set(code, { oa, until: clock.now() + CODE_MS });
      return code;
    },
    /** @param forced refused with this, before any code or token is used up */
    answer({ method, url, headers }: IncomingMessage, body: Buffer, forced: Refusal | null): Answer {
      if (method !== 'POST' || url !== '/v4/oa/access_token') return { status: 404, headers: {}, body: '' };
      try {
        if (forced) throw forced;
        return json(exchange(headers.secret_key, new URLSearchParams(body.toString())));
      } catch (error) {
        return refusalOf(error);
      }
    },
    /** Whose token it is, if whoever shows it has the app's secret. */
    oaOf({ access_token: token, appsecret_proof: proof }: IncomingHttpHeaders): Oa {
      const issued = typeof token === 'string' ? access.get(token) : undefined;
      if (!issued) throw new Refusal(-216);
      if (clock.now() > issued.until) throw new Refusal(-220);
      const asked = requireProof || proof !== undefined;
      if (asked && proof !== proofOf(token as string)) throw new Refusal(-242);
      return issued.oa;
    },
    /** Every access token of the OA is refused from now on. */
    revokeAccess: (oa: Oa) => forget(access, oa),
    /** No refresh token of the OA is good any more: only a new authorisation helps. */
    revokeRefresh: (oa: Oa) => forget(refresh, oa),
    refreshes: () => refreshes,
  };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
