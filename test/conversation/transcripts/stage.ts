/**
 * Plays a household's lines to the real service on a real database, and writes down what both sides said. How a line reaches
 * the service is the phone's business: see phone.ts.
 */
import sharp from 'sharp';
import { spacedCode } from '../../../src/household/household-code.ts';
import { makeAreaCode } from '../../../src/household/make-area-code.ts';
import { beginSignIn } from '../../../src/officer/begin-sign-in.ts';
import { inviteOfficer } from '../../../src/officer/invite-officer.ts';
import { spacedPcCode } from '../../../src/officer/pc-code.ts';
import { type House, SERVICE_SECRET as secret } from '../../support/talk.ts';
import { newsArrives, tenMinutesLater, wantingNews } from './announcing.ts';
import { beginHelping, type Helper } from './helper.ts';
import { openNextSeason } from './next-season.ts';
import { askFor, confirm, decide, handCode, hear, notPropose, propose, seeOtherwise, unlinkOldest } from './officer.ts';
import { cancelInPlay, clockWork, doorInPlay, moments, planInPlay } from './organiser.ts';
import type { Doing, Phone, Said } from './phone.ts';

/** What stands in a transcript: the family, the house, or a note about the stage. */
export type Entry = { who: 'family'; text: string } | { who: 'house'; said: Said } | { who: 'stage'; text: string };

/** The labels that lead a form to its end. */
const finishing = ['Xem điểm', 'See the points'];
const postponing = ['Để sau', 'Later'];
const DAY_MS = 24 * 60 * 60 * 1000;
const ANSWERING_MS = 20_000;

export interface Play {
  lines: string[];
  /** Filled with what a transcript shows. */
  entries: Entry[];
  openPhone(chatKey: string): Promise<Phone>;
}

/** Throws at a line that cannot be played; what was said until then is in `entries`. */
export async function play(house: House, { lines, ...rest }: Play): Promise<void> {
  const line = await createStage(house, rest);
  for (const text of lines) await line(text);
}

async function createStage(house: House, { entries, openPhone }: Omit<Play, 'lines'>): Promise<(line: string) => Promise<void>> {
  const phones = new Map<string, Phone>();
  const { areaCode, areaId } = await listAreas(house);
  let phone = await phoneOf('nhất');
  let photos = 0;
  let quiet = false;
  let helper: Helper | null = null;
  let handed: string | null = null;

  async function phoneOf(name: string): Promise<Phone> {
    const known = phones.get(name) ?? (await openPhone(`phone-${phones.size + 1}`));
    phones.set(name, known);
    return known;
  }

  const note = (entry: Entry) => {
    if (!quiet) entries.push(entry);
  };

  async function act(doing: Doing, shown: string): Promise<void> {
    note({ who: 'family', text: shown });
    for (const said of await phone.does(doing)) note({ who: 'house', said });
    house.clock.advance(ANSWERING_MS);
  }

  async function press(label: string): Promise<void> {
    const choices = phone.offered();
    const named = choices.findIndex((one) => one.label === label);
    const choice = named < 0 && /^\d+$/.test(label) ? Number(label) - 1 : named;
    const { label: shown, isLink } = choices[choice] ?? {};
    if (shown === undefined)
      throw new Error(`No button [${label}]. Offered: ${choices.map((one) => `[${one.label}]`).join(' ') || 'none'}`);
    if (isLink) throw new Error(`[${shown}] is a link`);
    await act({ does: 'presses', choice }, `[${shown}]`);
  }

  const pressOld = (label: string) => act({ does: 'pressesOld', label }, `[${label}] (nút của tin cũ)`);

  async function sendPhoto({ another }: { another: boolean }, shown: string): Promise<void> {
    if (another) photos += 1;
    const background = { r: (40 * photos) % 256, g: 120, b: 90 };
    const picture = sharp({ create: { width: 320, height: 240, channels: 3, background } });
    await act({ does: 'sendsPhoto', bytes: await picture.jpeg().toBuffer() }, shown);
  }

  async function untilScore(): Promise<void> {
    for (let count = 0; count < 60; count += 1) {
      const labels = phone.offered().map(({ label }) => label);
      if (labels.some((label) => finishing.includes(label))) return;
      await press(labels.find((label) => postponing.includes(label)) ?? '1');
    }
    throw new Error('The form never came to its end');
  }

  async function areaIfAsked(): Promise<void> {
    const first = phone.offered().find(({ label }) => label.startsWith('Khu phố'));
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

  /** What an officer does in the console, and what of it comes to the phone. */
  async function byOfficer(shown: string, work: () => Promise<void>): Promise<void> {
    note({ who: 'stage', text: shown });
    await work();
    for (const said of await phone.does({ does: 'waits' })) note({ who: 'house', said });
    house.clock.advance(ANSWERING_MS);
  }

  async function helping(shown: string, work: (by: Helper) => Promise<void>): Promise<void> {
    const by = helper;
    if (!by) throw new Error('Nobody is with the family');
    await byOfficer(shown, () => work(by));
  }

  async function invitation(): Promise<string> {
    const texts = (await Promise.all([...phones.values()].map((one) => one.texts()))).flat();
    const code = texts.map((text) => /Mã mời: (.+)/.exec(text)?.[1]).findLast((found) => found !== undefined);
    if (!code) throw new Error('Nobody was invited');
    return code;
  }

  /** One that an officer has just made in chat. */
  async function invitedByOfficer(): Promise<string> {
    const texts = (await Promise.all([...phones.values()].map((one) => one.texts()))).flat();
    const code = texts.map((text) => /^Mã: (.+)$/m.exec(text)?.[1]).findLast((found) => found !== undefined);
    if (!code) throw new Error('No officer invited anybody');
    return code;
  }

  const directions: [RegExp, (match: RegExpExecArray) => Promise<void> | void][] = [
    [/^\(bắt đầu\)$/, () => act({ does: 'starts' }, '(bắt đầu)')],
    [/^\(quét mã khu phố\)$/, () => act({ does: 'starts', code: areaCode }, '(quét mã của Khu phố 1, Phường Lái Thiêu)')],
    [/^\(quét mã hỏng\)$/, () => act({ does: 'starts', code: 'ABCD1234' }, '(quét một mã đã hỏng)')],
    [
      /^\(nhắn cho gia đình, nếu được: (.+)\)$/,
      async (match) => {
        // Where what is written would go abroad, there is no button.
        if (phone.offered().every(({ label }) => label !== 'Nhắn cho gia đình'))
          return note({ who: 'stage', text: '(ở đây không nhắn được)' });
        await press('Nhắn cho gia đình');
        await line(match[1] as string);
      },
    ],
    [/^\(gửi ảnh\)$/, () => sendPhoto({ another: true }, '(gửi ảnh)')],
    [/^\(gửi lại ảnh đó\)$/, () => sendPhoto({ another: false }, '(gửi lại ảnh đó)')],
    [/^\(gửi tệp HEIC\)$/, () => act({ does: 'sendsHeic' }, '(gửi ảnh HEIC của iPhone)')],
    [/^\(gửi tin thoại\)$/, () => act({ does: 'sendsVoice' }, '(gửi tin thoại)')],
    [/^\(gửi nhãn dán\)$/, () => act({ does: 'sendsSticker' }, '(gửi nhãn dán)')],
    [/^\(nhắn mã mời\)$/, async () => act({ does: 'says', text: await invitation() }, '(nhắn mã mời)')],
    [
      /^\(nhắn mã mời giữa lời\)$/,
      async () => {
        const text = `ma moi: ${(await invitation()).toLowerCase().replace(' ', '-')}`;
        await act({ does: 'says', text }, '(nhắn “ma moi:” và mã)');
      },
    ],
    [/^\(nhắn mã khu phố\)$/, () => act({ does: 'says', text: areaCode }, '(nhắn mã của Khu phố 1, Phường Lái Thiêu)')],
    [
      /^\(mở đường dẫn mời\)$/,
      async () => act({ does: 'starts', code: (await invitation()).replace(' ', '') }, '(mở đường dẫn của người nhà)'),
    ],
    [
      /^\(khu phố nhờ bổ sung ([\w, ]+): (.+)\)$/,
      (match) => byOfficer(match[0], () => askFor(house, areaId, (match[1] as string).split(', '), match[2] as string)),
    ],
    [
      /^\(khu phố sửa (\w+) thành (\w+) rồi xác nhận: (.+)\)$/,
      (match) =>
        byOfficer(match[0], async () => {
          await seeOtherwise(house, areaId, { indicator: match[1] as string, value: match[2] as string, reason: match[3] as string });
          await confirm(house, areaId);
        }),
    ],
    [/^\(khu phố đề nghị\)$/, (match) => byOfficer(match[0], () => propose(house, areaId))],
    [/^\(phường xem lại và đề nghị\)$/, (match) => byOfficer(match[0], () => hear(house, areaId))],
    [/^\(khu phố chưa đề nghị và báo riêng: (.+)\)$/, (match) => byOfficer(match[0], () => notPropose(house, areaId, match[1] as string))],
    [
      /^\(phường công nhận theo Quyết định số (\S+)\)$/,
      (match) => byOfficer(match[0], () => decide(house, areaId, { number: match[1] as string })),
    ],
    [
      /^\(Quyết định điều chỉnh số (\S+): (.+)\)$/,
      (match) => byOfficer(match[0], () => decide(house, areaId, { number: match[1] as string, correction: match[2] as string })),
    ],
    [
      /^\((mở|nhắn) mã điền giúp\)$/,
      async ([shown, how]) => {
        helper ??= await beginHelping(house, areaId);
        const { code } = helper;
        await act(how === 'mở' ? { does: 'starts', code } : { does: 'says', text: code }, shown);
      },
    ],
    [
      /^\(người điền giúp ghi gia đình (.+) đã ký phiếu giấy số (.+)\)$/,
      ([shown, head, slip]) =>
        byOfficer(shown, async () => {
          helper = await beginHelping(house, areaId, head);
          await helper.writeDownSlip(slip as string);
        }),
    ],
    [
      /^\(trên máy người điền giúp: (\w+)\)$/,
      (match) =>
        helping(match[0], async (by) => {
          const state = await by.state();
          if (state !== match[1]) throw new Error(`The visit is ${state}`);
        }),
    ],
    [/^\(người điền giúp ghi chủ hộ (.+)\)$/, (match) => helping(match[0], (by) => by.writeDownHousehold(match[1] as string))],
    [/^\(người điền giúp điền (\d+) câu\)$/, (match) => helping(match[0], (by) => by.fillIn(Number(match[1])))],
    [/^\(người điền giúp điền hết\)$/, (match) => helping(match[0], (by) => by.fillIn(null))],
    [/^\(người điền giúp gửi phiếu\)$/, (match) => helping(match[0], (by) => by.send())],
    [
      /^\(khu phố trao mã tận tay\)$/,
      (match) =>
        byOfficer(match[0], async () => {
          handed = await handCode(house, areaId);
        }),
    ],
    [
      /^\((mở đường dẫn của|nhắn) mã được trao\)$/,
      async ([shown, how]) => {
        if (handed === null) throw new Error('No officer gave a code');
        await act(how === 'nhắn' ? { does: 'says', text: spacedCode(handed) } : { does: 'starts', code: handed }, shown);
      },
    ],
    [
      /^\(phường lên lịch một buổi học(?:, (\d+) chỗ)?\)$/,
      (match) => byOfficer(match[0], () => planInPlay(house, areaId, match[1] === undefined ? null : Number(match[1]))),
    ],
    [/^\(phường hủy buổi học\)$/, (match) => byOfficer(match[0], () => cancelInPlay(house, areaId))],
    [/^\(có chỗ trống\)$/, (match) => byOfficer(match[0], () => clockWork(house))],
    [
      /^\((một ngày trước buổi học|hai giờ trước buổi học|ở cửa buổi học|buổi học xong)\)$/,
      (match) =>
        byOfficer(match[0], async () => {
          house.clock.set(moments[match[1] as keyof typeof moments]);
          await clockWork(house);
        }),
    ],
    [/^\(quét mã ở cửa\)$/, async ([shown]) => act({ does: 'starts', code: (await doorInPlay(house, areaId)).code }, shown)],
    [/^\(nhắn 6 số ở cửa\)$/, async ([shown]) => act({ does: 'says', text: (await doorInPlay(house, areaId)).digits }, shown)],
    [
      /^\(nhắn mã hộ của (.+)\)$/,
      async ([shown, headName = '']) => {
        const { code } = await house.deps.db.household.findFirstOrThrow({ where: { headName } });
        await act({ does: 'says', text: spacedCode(code) }, shown);
      },
    ],
    [/^\(khu phố gỡ máy cũ\)$/, (match) => byOfficer(match[0], () => unlinkOldest(house, areaId))],
    [
      /^\((\d+) hộ muốn nhận tin, (\d+) hộ không\)$/,
      async ([shown, wanting, others]) => {
        await wantingNews(house, areaId, { wanting: Number(wanting), others: Number(others) });
        note({ who: 'stage', text: shown });
      },
    ],
    [/^\(10 phút sau\)$/, (match) => byOfficer(match[0], () => tenMinutesLater(house))],
    [/^\(tin tới các hộ\)$/, (match) => byOfficer(match[0], () => newsArrives(house))],
    [/^\(khu phố xác nhận\)$/, (match) => byOfficer(match[0], () => confirm(house, areaId))],
    [
      /^\((mở|nhắn) lời mời làm (cán bộ Thành phố|cán bộ phường|chi hội trưởng)\)$/,
      async ([shown, how, duty]) => {
        const code = await invite(house, duty as keyof typeof duties);
        await act(how === 'mở' ? { does: 'starts', code } : { does: 'says', text: code }, shown);
      },
    ],
    [
      /^\((mở|nhắn) lời mời vừa tạo\)$/,
      async ([shown, how]) => {
        const code = await invitedByOfficer();
        await act(how === 'mở' ? { does: 'starts', code: code.replace(' ', '') } : { does: 'says', text: code }, shown);
      },
    ],
    [
      /^\(nhắn 8 số trên máy tính\)$/,
      async ([shown]) => {
        const { code } = await beginSignIn(house.deps, { secret });
        await act({ does: 'says', text: spacedPcCode(code) }, shown);
      },
    ],
    [/^\(tới điểm\)$/, untilScore],
    [/^\(nếu hỏi khu phố\)$/, areaIfAsked],
    [/^\(đã đăng ký: (.+)\)$/, (match) => registered(match[1] as string)],
    [
      /^\((sang|về) máy thứ (.+)\)$/,
      async (match) => {
        phone = await phoneOf(match[2] as string);
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
    [
      /^\(mùa (\d{4}) mở\)$/,
      async ([shown, year]) => {
        note({ who: 'stage', text: shown });
        quiet = true;
        await openNextSeason(house, Number(year), () => line('menu'));
        quiet = false;
      },
    ],
    [/^\[cũ: (.+)\]$/, (match) => pressOld(match[1] as string)],
    [/^\[(.+)\]$/, (match) => press(match[1] as string)],
  ];

  async function line(text: string): Promise<void> {
    for (const [pattern, perform] of directions) {
      const match = pattern.exec(text);
      if (match) return perform(match);
    }
    if (text.startsWith('(')) throw new Error(`Not a stage direction: ${text}`);
    await act({ does: 'says', text }, text);
  }

  return line;
}

/** Lái Thiêu has listed its khu phố, no other ward has. Returns Khu phố 1, and the code on its QR. */
async function listAreas({ deps }: House): Promise<{ areaId: string; areaCode: string }> {
  const { code: unitCode } = await deps.db.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
  const names = ['Khu phố 1', 'Khu phố 2', 'Khu phố 3'];
  const areas = names.map((name) => ({ id: deps.ids.next(), unitCode, name, kind: 'quarter' as const }));
  await deps.db.area.createMany({ data: areas });
  const areaId = areas[0]?.id as string;
  return { areaId, areaCode: await makeAreaCode(deps, { areaId, actor: 'system' }) };
}

const duties = {
  'cán bộ Thành phố': { role: 'city', area: false },
  'cán bộ phường': { role: 'ward', area: false },
  'chi hội trưởng': { role: 'hamlet', area: true },
} as const;

/** To a duty in Lái Thiêu or its Khu phố 1, by whoever runs the service. */
async function invite({ deps }: House, duty: keyof typeof duties): Promise<string> {
  const { role, area } = duties[duty];
  const quarter = await deps.db.area.findFirstOrThrow({ where: { name: 'Khu phố 1', unit: { name: 'Phường Lái Thiêu' } } });
  const place = role === 'city' ? {} : area ? { areaId: quarter.id } : { unitCode: quarter.unitCode };
  const invited = await inviteOfficer(deps, { by: null, role, ...place, name: 'Phạm Thị Tư', secret });
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  return invited.code;
}
