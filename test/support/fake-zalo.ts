/**
 * A Zalo Official Account of our own, over real HTTP: it refuses what the real one refuses, with its codes.
 *
 *     const fake = await startFakeZalo();
 *     await fake.subscribe(`${url}/webhooks/zalo`);
 *     const lan = fake.user();
 *     lan.follows();
 *     const [hello] = await lan.hears(0);
 *
 * `node test/support/fake-zalo.ts '{"perMinute":null}'` runs it as a process of its own: it prints one line of JSON with its
 * addresses and keys, and does what it is told (see fake-zalo/remote.ts).
 */
import { randomBytes } from 'node:crypto';
import { createClock } from './fake-zalo/clock.ts';
import type { FakeOa, FakeZalo, FakeZaloOptions } from './fake-zalo/contract.ts';
import { createDesk } from './fake-zalo/desk.ts';
import { createEvents, newMessageId, type Shape } from './fake-zalo/events.ts';
import { openHost } from './fake-zalo/hosts.ts';
import { createMedia } from './fake-zalo/media.ts';
import { createOauth, type Oa } from './fake-zalo/oauth.ts';
import { createOpenApi } from './fake-zalo/open-api.ts';
import { createOfficer, createUser, type FakeUser } from './fake-zalo/people.ts';
import type { Phone } from './fake-zalo/phone.ts';
import { busiestMinute, createRate } from './fake-zalo/rate.ts';
import { doAsTold } from './fake-zalo/remote.ts';
import { createSending } from './fake-zalo/sending.ts';
import { createUploads } from './fake-zalo/uploads.ts';
import { createWebhook } from './fake-zalo/webhook.ts';

export type { FakeOa, FakeZalo, FakeZaloOptions } from './fake-zalo/contract.ts';
export type { Asked, Failure } from './fake-zalo/desk.ts';
export type { FakeUser } from './fake-zalo/people.ts';
export type { Received } from './fake-zalo/phone.ts';

const FIRST_USER = 4_572_947_693_969_770_000n;
const FIRST_BY_APP = 552_177_279_717_580_000n;

export async function startFakeZalo(options: FakeZaloOptions = {}): Promise<FakeZalo> {
  const { retryScale = 1, retryEveryMs, patienceMs = 2000, templates = null, quota = false } = options;
  const { accessSeconds = 90_000, deadRefreshCode = -14014, requireProof = false } = options;
  const appId = digits(19);
  const appSecret = randomBytes(10).toString('hex');
  // With a dash before it, as one of 64 has: nothing may take it for an option.
  const codeVerifier = `-${randomBytes(32).toString('base64url')}`.slice(0, 43);
  const shape: Shape = { numericTimestamps: false, messageId: false, signature: 'mac', echo: true, received: true, seen: true };
  const phones = new Map<string, Phone>();
  const users = new Map<string, FakeUser>();
  const listeners = new Set<() => void>();
  const arrived = () => {
    for (const listener of [...listeners]) listener();
  };
  const onReceived = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const clock = createClock(options.now);
  const oauth = createOauth({ clock, appId, appSecret, codeVerifier, accessSeconds, deadRefreshCode, requireProof });
  const rate = createRate(options.perMinute === undefined ? 4000 : options.perMinute);
  const uploads = createUploads({ clock });
  const media = createMedia();
  const webhook = createWebhook({ retryScale, retryEveryMs, patienceMs });
  const events = createEvents({ appId, clock, shape, tell: webhook.add });
  const sending = createSending({ clock, phones, uploads, events, templates, quota, arrived });
  const openApi = createOpenApi({ oauth, rate, sending, uploads, phones });
  const desk = createDesk();
  const officer = createOfficer({ clock, events, arrived }, digits(16));

  const owned = Array.from({ length: options.oas ?? 1 }, (_, index): Oa => {
    return { oaId: digits(18), oaSecretKey: randomBytes(10).toString('base64url'), name: `Hội Khuyến học ${index + 1}` };
  });
  const oas = owned.map((oa): FakeOa => ({ ...oa, ...oauth.grant(oa) }));
  const oaAt = (index = 0): Oa => {
    const oa = owned[index];
    if (!oa) throw new Error(`there is no OA ${index}`);
    return oa;
  };

  const [api, oauthHost, mediaServer] = await Promise.all([
    openHost(async (request, response, body) => {
      if (request.url === '/control') {
        const said = await doAsTold(fake, body.toString());
        response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body);
        return;
      }
      const route = openApi.routeOf(request);
      const handle: Parameters<typeof desk.serve>[0]['handle'] = (forced) => openApi.answer(route, { request, body }, forced);
      await desk.serve({ what: route?.what ?? 'other', request, response, body, handle });
    }),
    openHost((request, response, body) =>
      desk.serve({
        what: 'oauth',
        request,
        response,
        body,
        handle: async (forced) => oauth.answer(request, body, forced),
      }),
    ),
    openHost((request, response, body) =>
      desk.serve({ what: 'media', request, response, body, handle: async () => media.serve(request.url ?? '') }),
    ),
  ]);
  media.at(mediaServer.host);

  function newPhone(userId: string, oa: number): Phone {
    const userIdByApp = String(FIRST_BY_APP + BigInt(phones.size));
    const state = { standing: 'open', following: false, opened: false, lastInteraction: null } as const;
    return { userId, userIdByApp, oa: oaAt(oa), ...state, received: [] };
  }

  const fake: FakeZalo = {
    ...(oas[0] as FakeOa),
    apiRoot: `http://${api.host}`,
    oauthRoot: `http://${oauthHost.host}`,
    mediaHost: mediaServer.host,
    appId,
    appSecret,
    codeVerifier,
    oas,
    user({ id = String(FIRST_USER + BigInt(phones.size) + 1n), oa = 0 } = {}) {
      const known = users.get(id);
      if (known) return known;
      const phone = newPhone(id, oa);
      phones.set(id, phone);
      const user = createUser({ clock, events, media, onReceived }, phone);
      users.set(id, user);
      return user;
    },
    officer: {
      adminId: officer.adminId,
      writes(user, text) {
        const phone = phones.get(typeof user === 'string' ? user : user.id);
        if (!phone) throw new Error('an officer writes to nobody');
        const messageId = newMessageId();
        officer.writes(phone, text, messageId);
        return messageId;
      },
    },
    authorises: (oa) => oauth.authorise(oaAt(oa)),
    grants: (oa) => oauth.grant(oaAt(oa)),
    revokeAccess: (oa) => oauth.revokeAccess(oaAt(oa)),
    revokeRefresh: (oa) => oauth.revokeRefresh(oaAt(oa)),
    refreshes: oauth.refreshes,
    subscribe: (url) =>
      webhook.subscribe(url, JSON.stringify({ app_id: appId, event_name: 'webhook_sample', timestamp: String(clock.now()) })),
    setWebhook: webhook.setUrl,
    webhook: webhook.url,
    disturb: webhook.disturb,
    shape: (changes) => void Object.assign(shape, changes),
    sign: (raw, timestamp, oa) => events.sign(raw, timestamp, oaAt(oa)),
    push: (event, oa) => events.push({ oa: oaAt(oa), userId: newMessageId() }, event),
    pending: webhook.pending,
    settled: webhook.settled,
    events: webhook.counts,
    fail: desk.fail,
    heal: desk.heal,
    setLimit: rate.setLimit,
    requests: desk.asked,
    terms: sending.terms,
    busiestMinute: () => ({ calls: rate.busiest(), messages: busiestMinute(sending.acceptedAt()) }),
    minutes: () => countsByMinute(sending.acceptedAt()),
    advance: clock.advance,
    forgetMedia: media.forget,
    async close() {
      webhook.close();
      await Promise.all([api, oauthHost, mediaServer].map((host) => host.close()));
    },
  };
  return fake;
}

function countsByMinute(times: readonly number[]): number[] {
  const counts: number[] = [];
  for (const at of times) {
    const minute = Math.floor((at - (times[0] ?? at)) / 60_000);
    counts[minute] = (counts[minute] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

/** A number as a string: beyond what a JSON number holds from 17 digits on. */
function digits(count: number): string {
  return Array.from(randomBytes(count), (byte, index) => (index === 0 ? 1 + (byte % 9) : byte % 10)).join('');
}

if (import.meta.main) {
  const fake = await startFakeZalo(JSON.parse(process.argv[2] ?? '{}'));
  const { apiRoot, oauthRoot, mediaHost, appId, appSecret, codeVerifier, oas } = fake;
  process.stdout.write(`${JSON.stringify({ apiRoot, oauthRoot, mediaHost, appId, appSecret, codeVerifier, oas })}\n`);
  process.once('SIGTERM', () => void fake.close().then(() => process.exit(0)));
}
