/** Tokens for an OA, from its admin's consent or from the console, and whose they are. */
import { CannotStart } from '../../cannot-start.ts';
import { refusesToken } from '../../channel/zalo/api.ts';
import { challengeOf, consentLink, type NamedOa, readPastedCode, verifierOf, whoseToken } from '../../channel/zalo/connect.ts';
import { grantedTokens, pastedTokens, type Tokens } from '../../channel/zalo/credentials.ts';
import { ZaloFailure } from '../../channel/zalo/failure.ts';
import { createOauth } from '../../channel/zalo/oauth.ts';
import { remedy } from '../../channel/zalo/remedy.ts';
import { systemClock } from '../../system.ts';
import { addressOf, type Desk } from './desk.ts';
import type { Place } from './place.ts';

/** As they stand in a header. */
const TOKEN = /^[\x21-\x7e]{16,4096}$/;

export async function pairOfTokens({ terminal, say }: Desk): Promise<Tokens> {
  say('Copy both from the API Explorer (https://developers.zalo.me, OA Access Token). What you paste is not shown.');
  const accessToken = await terminal.ask('Access token: ', { secret: true });
  const refreshToken = await terminal.ask('Refresh token: ', { secret: true });
  if (!TOKEN.test(accessToken) || !TOKEN.test(refreshToken)) throw new CannotStart('That is no pair of tokens. Nothing was changed.');
  return pastedTokens({ accessToken, refreshToken }, systemClock.now());
}

export interface GivenCode {
  /** Absent: it is asked for. */
  code?: string | undefined;
  /** Absent: ours. */
  verifier?: string | undefined;
}

export async function codeTokens(desk: Desk, { oaId, keys }: Place, given: GivenCode): Promise<Tokens> {
  const { zalo, secret } = desk;
  const verifier = given.verifier ?? verifierOf(secret, zalo.appId);
  const pasted = readPastedCode(given.code ?? (await askForCode(desk, verifier)));
  if (!pasted) throw new CannotStart('That is no code, and no address with one in it. Nothing was changed.');
  if (pasted.oaId !== null && pasted.oaId !== oaId)
    throw new CannotStart(
      `OA ${pasted.oaId} was agreed for, and not ${oaId}: open the link again and choose that one. Nothing was changed.`,
    );
  const oauth = createOauth(zalo.oauthRoot);
  try {
    return grantedTokens(await oauth.exchange(keys, pasted.code, verifier), systemClock.now());
  } catch (error) {
    throw error instanceof ZaloFailure ? codeTrouble(error) : error;
  } finally {
    oauth.close();
  }
}

function askForCode({ config, zalo, terminal, say }: Desk, verifier: string): Promise<string> {
  const callback = `${addressOf(config)}/`;
  const challenge = challengeOf(verifier);
  say(`1. Once, in the console of the app (https://developers.zalo.me: Official Account, general settings):
     callback URL    ${callback}
     code challenge  ${challenge}
2. Open this link as an admin of the OA, and agree:
     ${consentLink(zalo.oauthRoot, { appId: zalo.appId, callback, challenge })}
3. The browser comes to our own page. Copy its whole address: the code is in it, and good for ten minutes.`);
  return terminal.ask('Address, or code: ');
}

const codeTroubles: Readonly<Record<string, string>> = {
  '-118': 'the code challenge in the console is not ours: see step 1, or --verifier',
  '-14002': 'the app is not active, or ZALO_APP_ID and ZALO_APP_SECRET do not belong together',
  '-14003': 'the callback URL in the console is not ours: see step 1',
  '-14005': 'it is no code, or was used before: open the link again',
  '-14019': 'it is older than ten minutes: open the link again',
};

function codeTrouble(error: ZaloFailure): CannotStart {
  const otherwise = error.end === 'refused' ? error.description : 'the code may be used up: open the link again';
  return new CannotStart(
    `Zalo gave no tokens for the code (${error.message}): ${codeTroubles[String(error.code)] ?? otherwise}. Nothing was changed.`,
    { cause: error },
  );
}

/** Asks Zalo, so that no OA speaks with another one's tokens. */
export async function tokensOwner({ zalo }: Desk, { keys }: Place, { accessToken }: Tokens): Promise<NamedOa> {
  try {
    return await whoseToken(zalo.apiRoot, keys, accessToken, systemClock);
  } catch (error) {
    if (!(error instanceof ZaloFailure)) throw error;
    const reason = refusesToken(error) ? 'accessToken' : `zalo:${error.code}`;
    const why = error.end === 'refused' ? remedy(reason) : 'try again in a moment';
    throw new CannotStart(`Zalo does not say whose tokens these are (${error.message}): ${why}. Nothing was changed.`, { cause: error });
  }
}
