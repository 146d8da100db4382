/**
 * Plays a household's lines to the real service on a real database, on any channel, and writes down what both sides said.
 * What the family does arrives as an adapter would hand it over.
 */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import type { ChannelKind, Inbound, Outbound, OutboundChoice } from '../../../src/channel/channel.ts';
import { receiveFile } from '../../../src/evidence/receive-file.ts';
import { makeAreaCode } from '../../../src/household/make-area-code.ts';
import type { House, Visitor } from '../../support/talk.ts';

/** What stands in a transcript: the family, the house, or a note about the stage. */
export type Entry = { who: 'family'; text: string } | { who: 'house'; message: Outbound } | { who: 'stage'; text: string };

/** The labels that lead a form to its end. */
const finishing = ['Xem điểm', 'See the points'];
const postponing = ['Để sau', 'Later'];
const DAY_MS = 24 * 60 * 60 * 1000;
const ANSWERING_MS = 20_000;

export interface Play {
  channel: ChannelKind;
  lines: string[];
  /** Filled with what a transcript shows. */
  entries: Entry[];
  /** Told of everything that the ledger holds after each line, shown or not. */
  onSaid?: (said: Outbound[]) => Promise<void>;
}

/** Throws at a line that cannot be played; what was said until then is in `entries`. */
export async function play(house: House, { lines, ...rest }: Play): Promise<void> {
  const line = await createStage(house, rest);
  for (const text of lines) await line(text);
}

/** A phone, how far its conversation was heard, and the newest of it. */
interface Phone extends Visitor {
  heard: number;
  newest: Outbound | null;
}

async function createStage(
  house: House,
  { channel, entries, onSaid = async () => {} }: Omit<Play, 'lines'>,
): Promise<(line: string) => Promise<void>> {
  const phones = new Map<string, Phone>();
  const areaCode = await listAreas(house);
  let visitor = await phone('nhất');
  let photos = 0;
  let quiet = false;

  async function phone(name: string): Promise<Phone> {
    const chatKey = `phone-${phones.size + 1}`;
    const known = phones.get(name) ?? { ...(await house.visitor({ channel, chatKey })), heard: 0, newest: null };
    phones.set(name, known);
    return known;
  }

  const note = (entry: Entry) => {
    if (!quiet) entries.push(entry);
  };

  async function send(inbound: Inbound, shown: string): Promise<void> {
    note({ who: 'family', text: shown });
    const { channelAccountId, chatKey } = visitor;
    await house.conversation.receive({ channelAccountId, chatKey, updateKey: randomUUID(), inbound });
    await house.conversation.idle();
    const said = await hear(visitor);
    for (const message of said) note({ who: 'house', message });
    await onSaid(said);
    house.clock.advance(ANSWERING_MS);
  }

  /** What was said since the last time. Numbers go on even where everything before them was erased. */
  async function hear(who: Phone): Promise<Outbound[]> {
    const account = { channelAccountId: who.channelAccountId, externalId: who.chatKey };
    const rows = await house.deps.db.message.findMany({ where: { account, seq: { gt: who.heard } }, orderBy: { seq: 'asc' } });
    const said = rows.map(({ body }) => body as unknown as Outbound);
    who.heard = rows.at(-1)?.seq ?? who.heard;
    who.newest = said.at(-1) ?? who.newest;
    return said;
  }

  const offered = (): OutboundChoice[] => visitor.newest?.choices ?? [];

  async function press(label: string): Promise<void> {
    const choices = offered();
    const choice = choices.find((one) => one.label === label) ?? (/^\d+$/.test(label) ? choices[Number(label) - 1] : undefined);
    if (!choice) throw new Error(`No button [${label}]. Offered: ${choices.map((one) => `[${one.label}]`).join(' ') || 'none'}`);
    if (choice.data === undefined) throw new Error(`[${choice.label}] is a link`);
    await send({ type: 'press', data: choice.data, label: choice.label }, `[${choice.label}]`);
  }

  async function pressOld(label: string): Promise<void> {
    const past = (await visitor.answers()).slice(0, -1).flatMap(({ choices }) => choices);
    const choice = past.findLast((one) => one.label === label);
    if (!choice?.data) throw new Error(`No earlier button [${label}]`);
    await send({ type: 'press', data: choice.data, label: choice.label }, `[${choice.label}] (nút của tin cũ)`);
  }

  function photo(): Promise<Inbound> {
    photos += 1;
    return samePhoto();
  }

  async function samePhoto(): Promise<Inbound> {
    const background = { r: (40 * photos) % 256, g: 120, b: 90 };
    const bytes = await sharp({ create: { width: 320, height: 240, channels: 3, background } })
      .jpeg()
      .toBuffer();
    return { type: 'media', items: [await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes })] };
  }

  async function untilScore(): Promise<void> {
    for (let count = 0; count < 60; count += 1) {
      const labels = offered().map(({ label }) => label);
      if (labels.some((label) => finishing.includes(label))) return;
      await press(labels.find((label) => postponing.includes(label)) ?? '1');
    }
    throw new Error('The form never came to its end');
  }

  async function areaIfAsked(): Promise<void> {
    const first = offered().find(({ label }) => label.startsWith('Khu phố'));
    if (first) await press(first.label);
  }

  async function registered(name: string): Promise<void> {
    note({ who: 'stage', text: `(đã đăng ký ở Khu phố 1, Phường Lái Thiêu, chủ hộ ${name})` });
    quiet = true;
    const answers = ['[Đồng ý]', name, '[Thường trú]', '[Có]', '0', '1', '1', '0', '2', '1', '[Không để số]'];
    for (const answer of ['(quét mã khu phố)', '[Bắt đầu]', ...answers]) await line(answer);
    quiet = false;
    await line('[Xác nhận]');
  }

  async function invitation(): Promise<string> {
    const said = (await Promise.all([...phones.values()].map((one) => one.answers()))).flat();
    const code = said.map(({ text }) => /Mã mời: (.+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
    if (!code) throw new Error('Nobody was invited');
    return code;
  }

  const directions: [RegExp, (match: RegExpExecArray) => Promise<void> | void][] = [
    [/^\(bắt đầu\)$/, () => send({ type: 'start' }, '(bắt đầu)')],
    [/^\(quét mã khu phố\)$/, () => send({ type: 'start', code: areaCode }, '(quét mã của Khu phố 1, Phường Lái Thiêu)')],
    [/^\(quét mã hỏng\)$/, () => send({ type: 'start', code: 'ABCD1234' }, '(quét một mã đã hỏng)')],
    [/^\(gửi ảnh\)$/, async () => send(await photo(), '(gửi ảnh)')],
    [/^\(gửi lại ảnh đó\)$/, async () => send(await samePhoto(), '(gửi lại ảnh đó)')],
    [/^\(gửi tệp HEIC\)$/, () => send({ type: 'mediaProblem', problem: 'fileHeic' }, '(gửi ảnh HEIC của iPhone)')],
    [/^\(gửi tin thoại\)$/, () => send({ type: 'voice' }, '(gửi tin thoại)')],
    [/^\(gửi nhãn dán\)$/, () => send({ type: 'other' }, '(gửi nhãn dán)')],
    [/^\(nhắn mã mời\)$/, async () => send({ type: 'text', text: await invitation() }, '(nhắn mã mời)')],
    [
      /^\(nhắn mã mời giữa lời\)$/,
      async () => send({ type: 'text', text: `ma moi: ${(await invitation()).toLowerCase().replace(' ', '-')}` }, '(nhắn “ma moi:” và mã)'),
    ],
    [/^\(nhắn mã khu phố\)$/, () => send({ type: 'text', text: areaCode }, '(nhắn mã của Khu phố 1, Phường Lái Thiêu)')],
    [
      /^\(mở đường dẫn mời\)$/,
      async () => send({ type: 'start', code: (await invitation()).replace(' ', '') }, '(mở đường dẫn của người nhà)'),
    ],
    [/^\(tới điểm\)$/, untilScore],
    [/^\(nếu hỏi khu phố\)$/, areaIfAsked],
    [/^\(đã đăng ký: (.+)\)$/, (match) => registered(match[1] as string)],
    [
      /^\((sang|về) máy thứ (.+)\)$/,
      async (match) => {
        visitor = await phone(match[2] as string);
        note({ who: 'stage', text: match[0] });
      },
    ],
    [
      /^\((\d+) ngày sau\)$/,
      (match) => {
        house.clock.advance(Number(match[1]) * DAY_MS);
        note({ who: 'stage', text: match[0] });
      },
    ],
    [/^\[cũ: (.+)\]$/, (match) => pressOld(match[1] as string)],
    [/^\[(.+)\]$/, (match) => press(match[1] as string)],
  ];

  async function line(text: string): Promise<void> {
    for (const [pattern, act] of directions) {
      const match = pattern.exec(text);
      if (match) return act(match);
    }
    if (text.startsWith('(')) throw new Error(`Not a stage direction: ${text}`);
    await send({ type: 'text', text }, text);
  }

  return line;
}

/** Lái Thiêu has listed its khu phố, no other ward has. Returns the code on the QR of Khu phố 1. */
async function listAreas({ deps }: House): Promise<string> {
  const { code: unitCode } = await deps.db.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
  const names = ['Khu phố 1', 'Khu phố 2', 'Khu phố 3'];
  const areas = names.map((name) => ({ id: deps.ids.next(), unitCode, name, kind: 'quarter' as const }));
  await deps.db.area.createMany({ data: areas });
  return makeAreaCode(deps, { areaId: areas[0]?.id as string, actor: 'system' });
}
