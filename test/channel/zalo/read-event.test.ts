import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { type Reading, readEnvelope, readEvent } from '../../../src/channel/zalo/read-event.ts';
import { inboundSchema } from '../../../src/conversation/receive.ts';

const OA = '388613280878808645';
const USER = '246845883529197922';
const AT = 1_793_494_812_345;
const HOUR = Math.floor(AT / 3_600_000);
const rest = { app_id: '360846524940903967', user_id_by_app: 'Kín', timestamp: String(AT) };
const said = (name: string, message: object, more: object = {}) => ({
  ...{ event_name: `user_send_${name}`, ...rest, sender: { id: USER }, recipient: { id: OA } },
  ...{ message: { msg_id: 'm1', ...message }, ...more },
});
const attached = (type: string, ...payloads: object[]) => ({ attachments: payloads.map((payload) => ({ type, payload })) });
const photo = (url: string) => ({ url, thumbnail: 'https://photo-thumb.zdn.vn/Kín' });
const submitted = (info: object) => ({ event_name: 'user_submit_info', ...rest, sender: { id: USER }, recipient: { id: OA }, info });
const fromOa = (name: string, sender: object = {}, message: object = { msg_id: 'm1', text: 'Kín' }) => ({
  ...{ event_name: name, ...rest, sender: { id: OA, ...sender }, recipient: { id: USER }, message },
});
const MEGABYTE = 1024 * 1024;

const messages: [string, unknown, unknown][] = [
  ['words', said('text', { text: 'xin chào' }), { type: 'text', text: 'xin chào' }],
  ['words that answer a message', said('text', { text: 'có', quote_msg_id: 'm0' }), { type: 'text', text: 'có' }],
  ['words that are missing', said('text', {}), { type: 'other' }],
  ['a press', said('text', { text: '#nh.12.yes' }), { type: 'press', data: '12.yes' }],
  ['what only looks like a press', said('text', { text: '#tracuu' }), { type: 'text', text: '#tracuu' }],
  [
    'a photo',
    said('image', attached('image', photo('http://photo.zdn.vn/a.jpg'))),
    { type: 'files', files: [{ ref: 'http://photo.zdn.vn/a.jpg' }], album: 'burst' },
  ],
  [
    'photos with words',
    said('image', { text: 'góc học tập', ...attached('image', photo('https://a.zdn.vn/1'), photo('https://a.zdn.vn/2')) }),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/1' }, { ref: 'https://a.zdn.vn/2' }], caption: 'góc học tập', album: 'burst' },
  ],
  [
    'a photo with letters in its address that none may have',
    said('image', attached('image', photo('https://a.zdn.vn/góc học tập.jpg'))),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/g%C3%B3c%20h%E1%BB%8Dc%20t%E1%BA%ADp.jpg' }], album: 'burst' },
  ],
  [
    'a photo without an address among others',
    said('image', attached('image', {}, photo('https://a.zdn.vn/2'), photo('file:///etc/passwd'))),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/2' }], album: 'burst' },
  ],
  ['a photo without an address', said('image', attached('image', {})), { type: 'mediaProblem', problem: 'fileBroken' }],
  [
    'a photo with an address longer than any',
    said('image', attached('image', photo(`https://a.zdn.vn/${'x'.repeat(2_000)}`))),
    { type: 'mediaProblem', problem: 'fileBroken' },
  ],
  [
    'a PDF',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', size: '233947', name: 'Kín.pdf', checksum: 'db8f', type: 'pdf' })),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/f', bytes: 233_947 }], album: 'burst' },
  ],
  [
    'a PDF of a size that is a number, known by its name',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', size: 5, name: 'Kín.PDF' })),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/f', bytes: 5 }], album: 'burst' },
  ],
  [
    'a photo as a file, of unknown size',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', size: '?', type: 'JPG' })),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/f' }], album: 'burst' },
  ],
  [
    'a PDF without a kind, or with a media type for one',
    said(
      'file',
      attached('file', { url: 'https://a.zdn.vn/1', type: '', name: 'a.b.pdf' }, { url: 'https://a.zdn.vn/2', type: 'application/pdf' }),
    ),
    { type: 'files', files: [{ ref: 'https://a.zdn.vn/1' }, { ref: 'https://a.zdn.vn/2' }], album: 'burst' },
  ],
  [
    'a PDF too large',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', size: String(11 * MEGABYTE), type: 'pdf' })),
    { type: 'mediaProblem', problem: 'fileTooLarge' },
  ],
  [
    'another file',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', size: '1', name: 'developer.docx', type: 'docx' })),
    { type: 'mediaProblem', problem: 'fileUnknown' },
  ],
  [
    'a photo of an iPhone, as it is there',
    said('file', attached('file', { url: 'https://a.zdn.vn/f', name: 'IMG_1.HEIC' })),
    { type: 'mediaProblem', problem: 'fileHeic' },
  ],
  ['a voice message', said('audio', attached('audio', { url: 'https://a.zdn.vn/x.amr' })), { type: 'voice' }],
  ['a video', said('video', attached('video', { url: 'https://a.zdn.vn/x', description: 'Kín' })), { type: 'other' }],
  ['a sticker', said('sticker', attached('sticker', { url: 'https://a.zdn.vn/x', id: '1' })), { type: 'other' }],
  ['a moving picture', said('gif', attached('gif', { url: 'https://a.zdn.vn/x' })), { type: 'other' }],
  ['a place', said('location', attached('location', { coordinates: { latitude: '10.7642473', longitude: '106.65' } })), { type: 'other' }],
  ['somebody’s card', said('business_card', { text: '{"phone":"0901234567 Kín"}' }), { type: 'other' }],
  [
    'a link with words',
    said('link', { text: 'xem https://a.vn', ...attached('link', { url: 'https://a.vn' }) }),
    { type: 'text', text: 'xem https://a.vn' },
  ],
  ['a link without words', said('link', attached('link', { url: 'https://a.vn', description: 'Kín' })), { type: 'other' }],
  [
    'a number as a text',
    submitted({ name: 'Kín', phone: '84912345678', user_dob: '30/10/1999', full_address: { user_city: 'Kín' } }),
    { type: 'contact', phone: '84912345678', own: true },
  ],
  [
    'a number as a number, in the older shape',
    submitted({ address: 'Kín', phone: 84912345678, city: 'Kín', district: 'Kín', name: 'Kín', ward: 'Kín' }),
    { type: 'contact', phone: '84912345678', own: true },
  ],
  ['a form without a number', submitted({ name: 'Kín' }), { type: 'other' }],
  ['an officer’s own words', fromOa('oa_send_text', { admin_id: '99' }), { type: 'human' }],
  ['an officer’s picture', fromOa('oa_send_image', { admin_id: 99 }), { type: 'human' }],
  ['something new of an officer', fromOa('oa_send_hologram', { admin_id: '99' }), { type: 'human' }],
  ['a withdrawal', { event_name: 'user_withdraw', ...rest, user_id: USER }, { type: 'withdraw' }],
  [
    'a withdrawal in the shape of a message',
    { event_name: 'user_withdraw', ...rest, sender: { id: USER }, recipient: { id: OA } },
    { type: 'withdraw' },
  ],
  [
    'an end of following',
    { event_name: 'unfollow', ...rest, oa_id: OA, follower: { id: USER }, source: 'oa_profile' },
    { type: 'reach', reachable: false },
  ],
];

describe('an event', () => {
  test.each(messages)('that brings %s', (_what, raw, inbound) => {
    const reading = readEvent(raw);
    expect(reading).toMatchObject({ userId: USER, timestamp: String(AT), at: AT, received: [], seen: 0 });
    expect(reading?.updates).toEqual([{ updateKey: expect.any(String), chatKey: USER, inbound }]);
    expect(inboundSchema.safeParse(inbound).success).toBe(true);
  });

  it('keeps nothing else of the payload', () => {
    for (const [what, raw] of messages) expect(JSON.stringify(readEvent(raw)), what).not.toMatch(/Kín|10\.76|checksum|by_app|"99"/);
  });

  test.each([
    ['a message', said('text', { text: 'x' }), 'm1'],
    ['a message whose id has the other name', said('text', { text: 'x', msg_id: undefined, message_id: 'm2' }), 'm2'],
    ['a message without an id', said('text', { text: 'x', msg_id: undefined }), `user_send_text.${USER}.${AT}`],
    ['a message with an id that is none', said('text', { text: 'x', msg_id: 'a b' }), `user_send_text.${USER}.${AT}`],
    ['a number', submitted({ phone: '84912345678' }), `user_submit_info.${USER}.${AT}`],
    ['an officer’s message of a new kind', fromOa('oa_send_hologram', { admin_id: '9' }, {}), `human.${USER}.${AT}`],
    ['an end of following', { event_name: 'unfollow', ...rest, oa_id: OA, follower: { id: USER } }, `unfollow.${USER}.${AT}`],
  ])('is told from others: %s', (_what, raw, key) => {
    expect(readEvent(raw)?.updates.map(({ updateKey }) => updateKey)).toEqual([key]);
  });

  it('of somebody who follows says that they can be reached, and begins', () => {
    expect(readEvent({ event_name: 'follow', ...rest, oa_id: OA, follower: { id: USER }, source: 'oa_profile' })).toMatchObject({
      oaIds: [OA],
      userId: USER,
      updates: [
        { updateKey: `follow.${USER}.${AT}`, chatKey: USER, inbound: { type: 'reach', reachable: true } },
        { updateKey: `start.${USER}.${HOUR}`, chatKey: USER, inbound: { type: 'start' } },
      ],
    });
  });

  it('of somebody who opens the chat begins, under the same key within the hour', () => {
    expect(readEvent({ event_name: 'user_click_chatnow', ...rest, oa_id: OA, user_id: USER })?.updates).toEqual([
      { updateKey: `start.${USER}.${HOUR}`, chatKey: USER, inbound: { type: 'start' } },
    ]);
  });

  it.each([
    [{ msg_id: 'm1', message_id: 'm2' }, 'msg_id'],
    [{ message_id: 'm2' }, 'message_id'],
    [{ text: 'x' }, null],
  ])('says by which field it names a message: %j', (message, idField) => {
    expect(readEvent({ event_name: 'user_send_text', sender: { id: USER }, recipient: { id: OA }, message })?.idField).toBe(idField);
  });

  it('may have a number for a time', () => {
    const text = { ...said('text', { text: 'x' }), timestamp: AT };
    expect(readEvent(text)).toEqual(readEvent(said('text', { text: 'x' })));
  });

  test.each([undefined, null, {}, 'a b', '', [AT]])('may have no time, or %j for one', (timestamp) => {
    expect(readEvent({ ...said('text', { text: 'x' }), timestamp })).toMatchObject({
      timestamp: '',
      at: 0,
      updates: [{ updateKey: 'm1' }],
    });
  });

  it('with very many photos brings as many as one answer may have', () => {
    const many = Array.from({ length: 30 }, (_, index) => photo(`https://a.zdn.vn/${index}`));
    const inbound = readEvent(said('image', attached('image', ...many)))?.updates[0]?.inbound;
    expect(inbound?.type === 'files' && inbound.files.length).toBe(20);
    expect(inboundSchema.safeParse(inbound).success).toBe(true);
  });
});

describe('whose an event is', () => {
  test.each([
    ['a message', said('text', { text: 'x' }), [OA], USER],
    ['a message that names the OA twice', { ...said('text', { text: 'x' }), oa_id: OA, user_id: 'app-5' }, [OA], USER],
    ['a message of ours', fromOa('oa_send_text'), [OA], USER],
    ['a withdrawal that names no OA', { event_name: 'user_withdraw', ...rest, user_id: USER }, [], USER],
    ['a withdrawal that names its sender alone', { event_name: 'user_withdraw', ...rest, sender: { id: USER } }, [], USER],
    ['a change of the OA', { event_name: 'change_oa_daily_quota', ...rest, oa_id: OA }, [OA], null],
  ])('stands in it: %s', (_what, raw, oaIds, userId) => {
    expect(readEnvelope(raw)).toMatchObject({ oaIds, userId });
  });
});

describe('a receipt', () => {
  it('names the message that arrived', () => {
    expect(readEvent(fromOa('user_received_message', {}, { msg_id: 'm1' }))).toMatchObject({
      ...{ oaIds: [OA], userId: USER, received: ['m1'], seen: 0, updates: [] },
    });
    expect(readEvent(fromOa('user_received_message', {}, { message_id: 'm1', msg_ids: ['m2', 'm1', 5] }))?.received).toEqual(['m1', 'm2']);
  });

  it('of messages that were looked at says how many', () => {
    expect(readEvent(fromOa('user_seen_message', {}, { msg_ids: ['m1', 'm2'] }))).toMatchObject({ seen: 2, received: [], updates: [] });
  });
});

const ignored: [string, unknown][] = [
  ['our own words', fromOa('oa_send_text')],
  ['our own words, of nobody', fromOa('oa_send_text', { admin_id: '' })],
  ['what an officer says in a group', fromOa('oa_send_group_text', { admin_id: '9' })],
  ['what an officer says to somebody without an account', fromOa('oa_send_anonymous_text', { admin_id: '9' })],
  ['somebody without an account', { ...said('text', { text: 'x' }), event_name: 'anonymous_send_text' }],
  ['a group', { ...said('text', { text: 'x' }), event_name: 'user_send_group_text' }],
  ['a reaction', { ...said('text', {}), event_name: 'user_reacted_message' }],
  ['a feedback', { ...said('text', { text: 'x' }), event_name: 'user_feedback' }],
  ['a tag', { event_name: 'add_user_to_tag', ...rest, oa_id: OA, tag: { user_ids: [USER], name: 'Kín' } }],
  ['a call', fromOa('oa_call_user', { admin_id: '9' })],
  ['something new', { ...said('text', { text: 'x' }), event_name: 'user_send_thought' }],
  ['a message of nobody', { ...said('text', { text: 'x' }), sender: {} }],
  ['a message of a number', { ...said('text', { text: 'x' }), sender: { id: Number(USER) } }],
  ['an event without a name', { ...rest, sender: { id: USER } }],
  ['nothing', {}],
];

describe('nothing is done with', () => {
  test.each(ignored)('%s', (_what, raw) => {
    expect(readEvent(raw)).toMatchObject({ updates: [], received: [], seen: 0 });
  });

  test.each([[[]], [null], ['x'], [5], [[{}]]])('%j, which is no event', (raw) => {
    expect(readEvent(raw)).toBeNull();
  });
});

it('is counted by names that are known, and all others together', () => {
  const counted = (event_name: string) => readEvent({ event_name })?.event;
  expect(['user_send_text', 'follow', 'oa_send_consent'].map(counted)).toEqual(['user_send_text', 'follow', 'oa_send_consent']);
  expect(['user_send_group_text', 'oa_send_group_gif', 'oa_send_anonymous_text'].map(counted)).toEqual([
    'user_send_group',
    'oa_send_group',
    'oa_send_anonymous',
  ]);
  expect(['user_send_thought', '', 'x'.repeat(10_000), 'toString', '__proto__'].map(counted)).toEqual(Array(5).fill('other'));
});

describe('whatever comes', () => {
  /** Stands in everything that has no name in the whitelist. */
  const SECRET = 'kín-đáo';
  const identifier = z.string().regex(/^[\x21-\x7e]{1,200}$/);
  const shape: z.ZodType<Reading> = z.strictObject({
    event: z.string().regex(/^[a-z_]{1,40}$/),
    appId: identifier.nullable(),
    oaIds: z.array(identifier).max(2),
    userId: identifier.nullable(),
    timestamp: z.string().regex(/^[\x21-\x7e]{0,40}$/),
    at: z.int().nonnegative(),
    idField: z.enum(['msg_id', 'message_id']).nullable(),
    updates: z.array(z.strictObject({ updateKey: identifier, chatKey: identifier, inbound: inboundSchema })).max(2) as z.ZodType<
      Reading['updates']
    >,
    received: z.array(identifier).max(100),
    seen: z.int().nonnegative().max(100),
  });

  const names = [...new Set([...messages, ...ignored].map(([, raw]) => (raw as { event_name?: string }).event_name ?? ''))];
  const odd: Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom<unknown[]>(null, '', 0, -1, 1e21, 'a b', [], {}));
  const maybe = (sound: Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: sound }, { weight: 1, arbitrary: odd });
  const ids = maybe(fc.constantFrom(USER, OA, 'm1', '1'));
  const strangers = fc.dictionary(
    fc.constantFrom('display_name', 'avatar', 'user_id_by_app', 'coordinates', '__proto__', 'thumbnail', 'checksum'),
    fc.constant(SECRET),
  );
  /** With fields of the right names, some of them something else, and others beside them. */
  const record = (fields: Record<string, Arbitrary<unknown>>) =>
    maybe(fc.tuple(fc.record(fields, { requiredKeys: [] }), strangers).map(([named, others]) => ({ ...others, ...named })));
  const payload = record({
    url: maybe(fc.constantFrom('https://a.zdn.vn/1', 'http://127.0.0.1/', 'javascript:1', 'https://góc.vn/ạ')),
    type: maybe(fc.constantFrom('pdf', 'docx', 'heic')),
    size: maybe(fc.constantFrom('5', 5, '99999999999')),
  });
  const attachments = maybe(fc.array(record({ type: fc.constantFrom('image', SECRET), payload }), { maxLength: 25 }));
  const event = record({
    event_name: maybe(fc.constantFrom(...names)),
    ...{ app_id: ids, oa_id: ids, user_id: ids, timestamp: maybe(fc.constantFrom(String(AT), AT)) },
    ...{ sender: record({ id: ids, admin_id: ids }), recipient: record({ id: ids }), follower: record({ id: ids }) },
    message: record({
      ...{ text: maybe(fc.constantFrom('xin chào', '#nh.1.a', '')), msg_id: ids, message_id: ids },
      ...{ msg_ids: maybe(fc.array(ids, { maxLength: 120 })), attachments },
    }),
    info: record({ phone: maybe(fc.constantFrom('84912345678', 84912345678)) }),
  });

  it('is read without an error, and no field gets through that is not named', () => {
    let read = 0;
    fc.assert(
      fc.property(event, (raw) => {
        const reading = readEvent(raw);
        const envelope = readEnvelope(raw);
        if (reading === null || envelope === null) {
          expect(envelope).toEqual(reading);
          return;
        }
        expect(reading).toMatchObject(envelope);
        if (reading.updates.length > 0) read += 1;
        expect(shape.parse(reading)).toEqual(reading);
        expect(JSON.stringify(reading)).not.toContain(SECRET);
      }),
      { numRuns: 3_000 },
    );
    // Else it would hold of nothing.
    expect(read).toBeGreaterThan(300);
  });
});
