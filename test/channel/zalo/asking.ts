/** Asks the fake OA as a service would, without the service. */
import { expect } from 'vitest';
import type { FakeZalo } from '../../support/fake-zalo.ts';

export interface Reply {
  error: number;
  message: string;
  data?: { message_id?: string; attachment_id?: string; token?: string; quota?: unknown };
}

export interface TokenReply {
  error?: number;
  access_token: string;
  refresh_token: string;
  expires_in: string;
}

export type Asking = ReturnType<typeof askingOf>;

/** @param oa number of the OA whose first token is used, where none is given */
export function askingOf(fake: FakeZalo, oa = 0) {
  const ownToken = fake.oas[oa]?.accessToken ?? '';

  async function ask(path: string, { token = ownToken, ...init }: RequestInit & { token?: string | undefined } = {}): Promise<Reply> {
    const response = await fetch(fake.apiRoot + path, { ...init, headers: { access_token: token, ...init.headers } });
    expect(response.status).toBe(200);
    return (await response.json()) as Reply;
  }

  const post = (path: string, body: unknown, token?: string) =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), token });

  return {
    ask,
    post,
    send: (to: string, message: unknown, token?: string) => post('/v3.0/oa/message/cs', { recipient: { user_id: to }, message }, token),
    upload(kind: string, bytes: Uint8Array, name: string): Promise<Reply> {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(bytes)]), name);
      return ask(`/v2.0/oa/upload/${kind}`, { method: 'POST', body });
    },
    async token(form: Record<string, string>, secret = fake.appSecret): Promise<TokenReply> {
      const body = new URLSearchParams({ app_id: fake.appId, ...form });
      const response = await fetch(`${fake.oauthRoot}/v4/oa/access_token`, { method: 'POST', headers: { secret_key: secret }, body });
      return (await response.json()) as TokenReply;
    },
    refresh(token: string): Promise<TokenReply> {
      return this.token({ grant_type: 'refresh_token', refresh_token: token });
    },
  };
}

/** A message with buttons. */
export const under = (...buttons: unknown[]) => ({ text: 'x', attachment: { type: 'template', payload: { buttons } } });
export const hide = (title: string, payload: unknown = '#nh.1.a') => ({ title, type: 'oa.query.hide', payload });
export const element = (template_type: string, ...elements: unknown[]) => ({
  attachment: { type: 'template', payload: { template_type, elements } },
});

/** Bytes that begin as a photo does. */
export const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(2000, 1)]);
export const PDF = Buffer.from('%PDF-1.7');
export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
