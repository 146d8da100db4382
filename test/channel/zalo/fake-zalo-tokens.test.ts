/** Tokens of the fake OA: what they open, how they rotate and die. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';
import { type Asking, askingOf, DAY, HOUR } from './asking.ts';

let fake: FakeZalo;
let asking: Asking;
beforeEach(async () => {
  fake = await startFakeZalo();
  asking = askingOf(fake);
});
afterEach(() => fake.close());

describe('tokens', () => {
  it('are refreshed once, and the old refresh token is dead', async () => {
    const pair = await asking.refresh(fake.refreshToken);
    expect(pair.expires_in).toBe('90000');
    expect((await asking.ask('/v2.0/oa/getoa', { token: pair.access_token })).error).toBe(0);
    expect((await asking.refresh(fake.refreshToken)).error).toBe(-14014);
    expect((await asking.refresh(pair.refresh_token)).error).toBeUndefined();
    expect(fake.refreshes()).toBe(2);
  });

  it('are rotated also where the answer is lost', async () => {
    fake.fail('oauth', 'deaf');
    await expect(asking.refresh(fake.refreshToken)).rejects.toThrow('fetch failed');
    expect((await asking.refresh(fake.refreshToken)).error).toBe(-14014);
    fake.fail('oauth', { code: -118 });
    const { refreshToken } = fake.grants();
    expect((await asking.refresh(refreshToken)).error).toBe(-118);
    expect((await asking.refresh(refreshToken)).error).toBeUndefined();
  });

  it('expire: 25 hours, three months', async () => {
    fake.advance(25 * HOUR + 1000);
    expect((await asking.ask('/v2.0/oa/getoa')).error).toBe(-220);
    fake.advance(90 * DAY);
    expect((await asking.refresh(fake.refreshToken)).error).toBe(-14020);
  });

  it('are revoked', async () => {
    fake.revokeAccess();
    fake.revokeRefresh();
    expect((await asking.ask('/v2.0/oa/getoa')).error).toBe(-216);
    expect((await asking.refresh(fake.refreshToken)).error).toBe(-14014);
  });

  it('come for a code, once, with its verifier, for ten minutes', async () => {
    const exchange = (code: string, code_verifier = fake.codeVerifier) =>
      asking.token({ grant_type: 'authorization_code', code, code_verifier });
    const code = fake.authorises();
    expect((await exchange(code, 'x')).error).toBe(-118);
    const { access_token } = await exchange(code);
    expect((await asking.ask('/v2.0/oa/getoa', { token: access_token })).error).toBe(0);
    expect((await exchange(code)).error).toBe(-14005);
    const late = fake.authorises();
    fake.advance(10 * 60 * 1000 + 1000);
    expect((await exchange(late)).error).toBe(-14019);
  });

  it('are shown with a proof, where the app asks for one', async () => {
    const strict = await startFakeZalo({ requireProof: true });
    const proof = createHmac('sha256', strict.appSecret).update(strict.accessToken).digest('hex');
    const errorFor = async (headers: Record<string, string>) => (await askingOf(strict).ask('/v2.0/oa/getoa', { headers })).error;
    expect([await errorFor({}), await errorFor({ appsecret_proof: 'x' }), await errorFor({ appsecret_proof: proof })]).toEqual([
      -242, -242, 0,
    ]);
    expect((await asking.ask('/v2.0/oa/getoa', { headers: { appsecret_proof: 'x' } })).error).toBe(-242);
    await strict.close();
  });

  it('are for who knows the app’s secret, and for one OA', async () => {
    expect((await asking.token({ grant_type: 'refresh_token', refresh_token: fake.refreshToken }, 'x')).error).toBe(-14002);
    const two = await startFakeZalo({ oas: 2 });
    const hoa = two.user({ oa: 1 });
    hoa.says('alo');
    const replies = await Promise.all([0, 1].map((oa) => askingOf(two, oa).send(hoa.id, { text: 'x' })));
    expect(replies.map(({ error }) => error)).toEqual([-201, 0]);
    await two.close();
  });
});
