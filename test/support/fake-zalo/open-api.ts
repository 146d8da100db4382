/** openapi.zalo.me: whose token it is, whether the app may ask now, and then what it asks for. */
import type { IncomingMessage } from 'node:http';
import { type Answer, idIn, invalid, type Json, objectIn, Refusal, refusalOf, success } from './answer.ts';
import type { What } from './desk.ts';
import type { createOauth, Oa } from './oauth.ts';
import type { Phone } from './phone.ts';
import type { createRate } from './rate.ts';
import type { createSending } from './sending.ts';
import type { createUploads, UploadKind } from './uploads.ts';

export interface OpenApiParts {
  oauth: ReturnType<typeof createOauth>;
  rate: ReturnType<typeof createRate>;
  sending: ReturnType<typeof createSending>;
  uploads: ReturnType<typeof createUploads>;
  phones: ReadonlyMap<string, Phone>;
}

interface Call {
  oa: Oa;
  request: IncomingMessage;
  body: Buffer;
}

interface Route {
  what: What;
  run(call: Call): unknown;
}

export function createOpenApi({ oauth, rate, sending, uploads, phones }: OpenApiParts) {
  const upload = (kind: UploadKind): Route => ({
    what: kind,
    run: async ({ oa, request, body }) => uploads.take(kind, oa, await formIn(request, body)),
  });
  const gone = (code: number): Route => ({
    what: 'other',
    run() {
      throw new Refusal(code);
    },
  });

  const routes: Readonly<Record<string, Route>> = {
    'POST /v3.0/oa/message/cs': { what: 'cs', run: ({ oa, request, body }) => sending.cs(oa, jsonIn(request, body)) },
    'POST /v3.0/oa/message/template': { what: 'template', run: ({ oa, request, body }) => sending.template(oa, jsonIn(request, body)) },
    // Ended in March 2026.
    'POST /v3.0/oa/message/transaction': gone(-233),
    'POST /v3.0/oa/message/promotion': gone(-233),
    'POST /v2.0/oa/message': gone(-240),
    'POST /v2.0/oa/upload/image': upload('image'),
    'POST /v2.0/oa/upload/gif': upload('gif'),
    'POST /v2.0/oa/upload/file': upload('file'),
    'GET /v2.0/oa/getoa': { what: 'getoa', run: ({ oa }) => about(oa) },
    'GET /v3.0/oa/user/detail': { what: 'detail', run: ({ oa, request }) => detail(oa, request) },
  };

  function about(oa: Oa): Json {
    const followers = [...phones.values()].filter((phone) => phone.oa === oa && phone.following).length;
    return {
      oaid: oa.oaId,
      name: oa.name,
      description: 'Gia đình học tập',
      oa_alias: '',
      is_verified: true,
      oa_type: 2,
      cate_name: 'Cơ quan nhà nước',
      num_follower: followers,
      avatar: 'https://s160-ava-talk.zadn.vn/default',
      cover: 'https://cover-talk.zadn.vn/default',
      package_name: 'Nâng cao',
      package_valid_through_date: '31/12/2027',
      package_auto_renew_date: '01/01/2028',
      linked_ZCA: 'Hội Khuyến học',
    };
  }

  function detail(oa: Oa, { url = '' }: IncomingMessage): Json {
    const asked = new URL(url, 'http://fake').searchParams.get('data');
    const phone = phones.get(idIn(objectIn(parsed(asked ?? ''), 'data').user_id, 'user_id'));
    if (phone?.oa !== oa) throw invalid('user_id');
    const { userId, userIdByApp, following, lastInteraction } = phone;
    return {
      user_id: userId,
      user_id_by_app: userIdByApp,
      user_external_id: '',
      display_name: `Người ${userId.slice(-4)}`,
      user_alias: '',
      is_sensitive: false,
      user_last_interaction_date: dayOf(lastInteraction),
      user_is_follower: following,
      avatar: 'https://s120-ava-talk.zadn.vn/default',
      avatars: { 120: 'https://s120-ava-talk.zadn.vn/default', 240: 'https://s240-ava-talk.zadn.vn/default' },
      dynamic_param: '',
      tags_and_notes_info: { notes: [], tag_names: [] },
      shared_info: { address: '', city: '', district: '', phone: '', name: '' },
    };
  }

  return {
    routeOf: ({ method, url = '' }: IncomingMessage): Route | undefined => routes[`${method} ${new URL(url, 'http://fake').pathname}`],
    /** @param forced refused with this, once the token was found good and the call was counted */
    async answer(route: Route | undefined, call: Omit<Call, 'oa'>, forced: Refusal | null): Promise<Answer> {
      if (!route) return { status: 404, headers: {}, body: JSON.stringify({ error: 404, message: 'Empty api' }), error: 404 };
      let headers: Record<string, string> = {};
      try {
        const oa = oauth.oaOf(call.request.headers);
        const taken = rate.take();
        headers = taken.headers;
        const refusal = taken.refusal ?? forced;
        if (refusal) throw refusal;
        return success(await route.run({ ...call, oa }), headers);
      } catch (error) {
        return refusalOf(error, headers);
      }
    },
  };
}

function jsonIn({ headers }: IncomingMessage, body: Buffer): unknown {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) throw invalid('content-type');
  return parsed(body.toString());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('json');
  }
}

async function formIn({ headers }: IncomingMessage, body: Buffer): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw invalid('file');
  }
}

/** DD/MM/YYYY in Vietnam. */
function dayOf(ms: number | null): string {
  if (ms === null) return '';
  return new Date(ms).toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
}
