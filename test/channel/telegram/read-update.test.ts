import { describe, expect, it, test } from 'vitest';
import { readUpdate, updateIdOf } from '../../../src/channel/telegram/read-update.ts';
import { inboundSchema } from '../../../src/conversation/receive.ts';

const chat = { id: 5, type: 'private', first_name: 'Kín', username: 'kin' };
const from = { id: 5, is_bot: false, first_name: 'Kín', language_code: 'vi' };
const message = (content: object) => ({ update_id: 9, message: { message_id: 1, date: 1, chat, from, ...content } });
const press = (content: object) => ({
  update_id: 9,
  callback_query: { id: '77', from, chat_instance: '1', message: { message_id: 1, date: 1, chat }, ...content },
});
const member = (status: string, where: object = chat) => ({
  update_id: 9,
  my_chat_member: { chat: where, from, date: 1, old_chat_member: { status: 'member' }, new_chat_member: { status, until_date: 0 } },
});
const size = (file_id: string, file_size?: number) => ({
  file_id,
  file_unique_id: 'u',
  width: 1,
  height: 1,
  ...(file_size && { file_size }),
});
const MEGABYTE = 1024 * 1024;

const table: [string, unknown, unknown][] = [
  ['words', message({ text: 'xin chào', entities: [{ type: 'bold', offset: 0, length: 3 }] }), { type: 'text', text: 'xin chào' }],
  ['a start', message({ text: '/start' }), { type: 'start' }],
  ['a start with the code of a link', message({ text: '/start KP-AB12_x' }), { type: 'start', code: 'KP-AB12_x' }],
  ['a start in a menu that names the bot', message({ text: '/start@nhahoc_bot KP1' }), { type: 'start', code: 'KP1' }],
  ['a start with what no link carries', message({ text: '/start mã của tôi' }), { type: 'text', text: '/start mã của tôi' }],
  ['a start with a code too long for a link', message({ text: `/start ${'x'.repeat(65)}` }), { type: 'start' }],
  ['another command', message({ text: '/menu' }), { type: 'text', text: '/menu' }],
  [
    'a photo in its largest size',
    message({ photo: [size('s', 9), size('m', 99), size('l', 999)] }),
    { type: 'files', files: [{ ref: 'l', bytes: 999 }] },
  ],
  [
    'a photo whose largest size is too large',
    message({ photo: [size('s', 9), size('l', 11 * MEGABYTE)] }),
    { type: 'files', files: [{ ref: 's', bytes: 9 }] },
  ],
  ['a photo of unknown size', message({ photo: [size('s')] }), { type: 'files', files: [{ ref: 's' }] }],
  [
    'one photo of an album, with words',
    message({ photo: [size('s', 9)], caption: 'góc học tập', media_group_id: '1350' }),
    { type: 'files', files: [{ ref: 's', bytes: 9 }], caption: 'góc học tập', album: '1350' },
  ],
  [
    'a document',
    message({ document: { ...size('d', 5), file_name: 'Kín.pdf', mime_type: 'application/pdf' } }),
    { type: 'files', files: [{ ref: 'd', bytes: 5 }] },
  ],
  ['a document too large', message({ document: size('d', 11 * MEGABYTE) }), { type: 'mediaProblem', problem: 'fileTooLarge' }],
  [
    'the own number',
    message({ contact: { phone_number: '+84901234567', first_name: 'Kín', user_id: 5, vcard: 'V' } }),
    { type: 'contact', phone: '+84901234567', own: true },
  ],
  [
    'the number of somebody else',
    message({ contact: { phone_number: '0901', first_name: 'X', user_id: 6 } }),
    { type: 'contact', phone: '0901', own: false },
  ],
  [
    'a number of nobody on Telegram',
    message({ contact: { phone_number: '0901', first_name: 'X' } }),
    { type: 'contact', phone: '0901', own: false },
  ],
  [
    'a number when it is not said who sends it',
    { update_id: 9, message: { chat, contact: { phone_number: '0901' } } },
    { type: 'contact', phone: '0901', own: false },
  ],
  ['a voice message', message({ voice: { file_id: 'v' } }), { type: 'voice' }],
  ['a round video', message({ video_note: { file_id: 'v' } }), { type: 'voice' }],
  ['a sound', message({ audio: { file_id: 'v' } }), { type: 'voice' }],
  ['an animation, which comes as a document too', message({ animation: size('a', 1), document: size('a', 1) }), { type: 'other' }],
  ['a sticker', message({ sticker: { file_id: 's' } }), { type: 'other' }],
  ['a place', message({ location: { latitude: 11.1, longitude: 106.6 } }), { type: 'other' }],
  ['a video', message({ video: size('v', 1), caption: 'x' }), { type: 'other' }],
  ['a press', press({ data: '7.yes' }), { type: 'press', data: '7.yes' }],
  [
    'a press, with what its button says',
    press({
      data: '7.no',
      message: {
        chat,
        reply_markup: { inline_keyboard: [[{ text: 'Có', callback_data: '7.yes' }], [{ text: 'Không', callback_data: '7.no' }]] },
      },
    }),
    { type: 'press', data: '7.no', label: 'Không' },
  ],
  [
    'a press under a keyboard that cannot be read',
    press({ data: '7.no', message: { chat, reply_markup: 'x' } }),
    { type: 'press', data: '7.no' },
  ],
  ['a block', member('kicked'), { type: 'reach', reachable: false }],
  ['an end of a block', member('member'), { type: 'reach', reachable: true }],
];

describe('an update', () => {
  test.each(table)('that brings %s', (_what, raw, inbound) => {
    const read = readUpdate(raw);
    expect(read).toMatchObject({ updateId: 9, chatKey: '5' });
    expect(read?.inbound).toEqual(inbound);
    expect(inboundSchema.safeParse(read?.inbound).success).toBe(true);
  });

  test('keeps nothing else of the payload', () => {
    for (const [, raw] of table) expect(JSON.stringify(readUpdate(raw))).not.toMatch(/"Kín|language|latitude|V"|first_name|username/);
  });

  test('that is a press can be answered', () => {
    expect(readUpdate(press({ data: '7.yes' }))?.ack).toBe('77');
    expect(readUpdate(message({ text: 'x' }))).not.toHaveProperty('ack');
  });
});

const group = { id: -5, type: 'supergroup', title: 'Khu phố 3' };
const ignored: [string, unknown][] = [
  ['a message in a group', { update_id: 9, message: { chat: group, from, text: 'x' } }],
  ['a press in a group', press({ data: '7.yes', message: { chat: group } })],
  [
    'a press under a message of somebody else, shared inline',
    { update_id: 9, callback_query: { id: '1', from, inline_message_id: 'i', data: 'x' } },
  ],
  ['a press of a game', press({ game_short_name: 'g' })],
  ['a membership in a group', member('kicked', group)],
  ['a membership that is neither', member('restricted')],
  ['an edited message', { update_id: 9, edited_message: { chat, from, text: 'x' } }],
  ['a message that was pinned', message({ pinned_message: { text: 'x' } })],
  ['something new', { update_id: 9, telepathy: {} }],
  ['a number for words', message({ text: 5 })],
  ['no number', { message: { chat, from, text: 'x' } }],
  ['a number that is a text', { update_id: '9', message: { chat, text: 'x' } }],
  ['a chat that is a text', { update_id: 9, message: { chat: { ...chat, id: '5' }, text: 'x' } }],
  ['an empty photo', message({ photo: [] })],
  ['a file without a name', message({ document: { file_id: '' } })],
  ['a file with a name that is none', message({ document: { file_id: 'a b\0' } })],
  ['nothing', {}],
  ['a list', []],
  ['null', null],
  ['a word', 'x'],
];

test.each(ignored)('%s is ignored', (_what, raw) => {
  expect(readUpdate(raw)).toBeNull();
});

it('knows the number of an update whatever is in it', () => {
  expect([{ update_id: 9, telepathy: 1 }, { update_id: 1.5 }, {}, null].map(updateIdOf)).toEqual([9, null, null, null]);
});
