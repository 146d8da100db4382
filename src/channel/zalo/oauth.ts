/** Zalo's OAuth: a code or a refresh token becomes a pair of tokens. Both are good for one use. */
import { type CodedAnswer, codeOf, saidBy } from './envelope.ts';
import { ZaloFailure } from './failure.ts';
import { createHttp } from './http.ts';

export interface AppKeys {
  appId: string;
  appSecret: string;
}

export interface Grant {
  accessToken: string;
  refreshToken: string;
  /** Milliseconds. */
  lifetime: number;
}

export interface Oauth {
  /**
   * @param code what an admin of the OA was given; good for ten minutes
   * @param verifier of the code challenge that the console has
   * @throws ZaloFailure
   */
  exchange(app: AppKeys, code: string, verifier?: string): Promise<Grant>;
  /** @throws ZaloFailure */
  refresh(app: AppKeys, refreshToken: string): Promise<Grant>;
  close(): void;
}

const PATH = '/v4/oa/access_token';
const DEFAULT_LIFETIME = 25 * 60 * 60 * 1000;

/** @param root without a slash at its end */
export function createOauth(root: string): Oauth {
  const http = createHttp(root);

  async function ask({ appId, appSecret }: AppKeys, given: Record<string, string>): Promise<Grant> {
    const answer = await http.ask({
      method: 'POST',
      path: PATH,
      headers: { secret_key: appSecret },
      body: new URLSearchParams({ ...given, app_id: appId }),
    });
    return grantIn(answer) ?? refuse(answer, [appSecret, ...Object.values(given)]);
  }

  return {
    exchange: (app, code, verifier) =>
      ask(app, { grant_type: 'authorization_code', code, ...(verifier !== undefined && { code_verifier: verifier }) }),
    refresh: (app, refreshToken) => ask(app, { grant_type: 'refresh_token', refresh_token: refreshToken }),
    close: http.close,
  };
}

function grantIn({ body }: CodedAnswer): Grant | null {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in } = body ?? {};
  if (!isToken(accessToken) || !isToken(refreshToken)) return null;
  // It comes as text.
  const seconds = Number(expires_in);
  return { accessToken, refreshToken, lifetime: seconds > 0 ? seconds * 1000 : DEFAULT_LIFETIME };
}

/** It goes into a header as it is. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,4096}$/.test(value);
}

function refuse(answer: CodedAnswer, secrets: string[]): never {
  const code = codeOf(answer.body);
  // Whoever says yes and gives nothing may have used up what we sent.
  if (answer.status < 300 && (code === null || code === 0)) throw new ZaloFailure(PATH, { end: 'lost', description: 'noTokens' });
  throw new ZaloFailure(PATH, { end: 'refused', status: answer.status, code, description: saidBy(answer.body, secrets) });
}
