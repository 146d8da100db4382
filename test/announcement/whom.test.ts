/** Who gets it: promises 1 to 7 of docs/sending.md. */
import { describe, expect, it } from 'vitest';
import { renderAnnouncement } from '../../src/announcement/render-announcement.ts';
import { saveSendingSettings } from '../../src/announcement/sending-settings.ts';
import type { Outbound } from '../../src/channel/channel.ts';
import {
  columns,
  confirm,
  draft,
  due,
  HOUR,
  inAStreet,
  locale,
  MORNING,
  openStreet,
  preview,
  publicUrl,
  street,
  within,
  world,
} from './world.ts';

inAStreet();

const ago = (hours: number) => new Date(Date.parse(MORNING) - hours * HOUR);

describe('who gets it', () => {
  it('1 · only whose newest word on purpose 2 is a yes, to the Hội that answers now', async () => {
    const yes = await street.put([{}]);
    await street.put([{ consent: null }]);
    await street.put([{ consent: 'refused' }]);
    const back = await street.put([{}]);
    await street.decide(back.accountId, 'withdrawn');
    const other = await street.put([{ consent: null }]);
    const { id: organisationId } = await world.deps.db.organisation.create({
      data: {
        id: world.deps.ids.next(),
        level: 'ward',
        unitCode: world.house.abroad.unitCode,
        name: 'Hội khác',
        contact: '',
        dataProtection: '',
      },
    });
    const given = { accountId: other.accountId, accountHash: '', organisationId, purpose: 'announcements' as const, act: 'given' as const };
    const said = { textVersion: '1', textHash: '', language: 'vi', method: 'chat', at: world.clock.now() };
    await world.deps.db.consent.create({ data: { id: world.deps.ids.next(), ...given, ...said } });
    const { reach } = await preview(world, await draft(world, street));
    expect(reach).toMatchObject({ audience: 5, households: 1, left: ['noConsent', 'notAsked'].map((why) => ({ why, households: 2 })) });

    const id = await due(world, street);
    // Looked at once more when it is written.
    const late = await world.deps.db.recipient.count({ where: { announcementId: id } });
    expect(late).toBe(0);
    await world.pump.turn();
    expect(await world.deps.db.message.findMany({ where: { announcementId: id }, select: { accountId: true } })).toEqual([
      { accountId: yes.accountId },
    ]);
    await street.deliver();
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 1, 'left noConsent': 2, 'left notAsked': 2 });
  });

  it('2 · only households of the officer’s places, when they look and when it starts', async () => {
    const { home } = world.house;
    const here = await openStreet(world);
    await here.put([{}]);
    await street.put([{}]);
    // The khu phố's own officer looks after another one.
    const id = await draft(world, here, { audience: {}, scope: world.hamlet });
    const { reach } = await preview(world, id, world.hamlet);
    const own = await world.deps.db.household.count({ where: { areaId: home.areaId } });
    expect(reach.audience).toBe(own);
    await expect(draft(world, street, { scope: world.hamlet })).rejects.toThrow('audience');
    const elsewhere = await within(world, (deps) => deps.db.announcement.count({ where: { id, unitCode: world.house.abroad.unitCode } }));
    expect(elsewhere).toBe(0);

    // Confirmed, and then the khu phố is given to another ward: nobody of it is written to.
    const wide = await due(world, here);
    await world.deps.db.area.update({ where: { id: here.areaId }, data: { unitCode: world.house.abroad.unitCode } });
    await world.pump.turn();
    expect(await columns(world, wide)).toEqual({});
    await here.close();
  });

  it('2 · nobody any more once whoever confirmed it looks after nothing', async () => {
    await street.put([{}]);
    const id = await due(world, street, {});
    const { officerId } = world.ward;
    const grants = { officerId, to: null };
    await world.deps.db.grant.updateMany({ where: grants, data: { to: world.clock.now(), revokedBy: 'system' } });
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({});
    const { unitCode } = world.house.home;
    await world.deps.db.grant.create({
      data: { id: world.deps.ids.next(), officerId, role: 'ward', unitCode, from: world.clock.now(), grantedBy: 'system' },
    });
  });

  it('3 · a household in one chat: where we may write now, and where it wrote last', async () => {
    const chats = [
      { channel: 'zalo' as const, account: { lastInboundAt: ago(100) } },
      { channel: 'telegram' as const, account: { lastInboundAt: ago(30) } },
      { channel: 'zalo' as const, account: { lastInboundAt: ago(20) } },
      { channel: 'zalo' as const, consent: 'refused' as const, account: { lastInboundAt: ago(1) } },
    ];
    const { accountIds } = await street.put(chats);
    const { reach } = await preview(world, await draft(world, street));
    expect(reach).toMatchObject({
      audience: 1,
      households: 1,
      secondAccounts: 2,
      channels: [{ channel: 'zalo', households: 1, closed: 0 }],
    });
    const id = await due(world, street);
    await world.pump.turn();
    const recipients = await world.deps.db.recipient.findMany({ where: { announcementId: id } });
    expect(recipients.map(({ accountId }) => accountId)).toEqual([accountIds[2]]);
    await street.deliver();
    expect([street.senders.zalo.handed.length, street.senders.telegram.handed.length]).toEqual([1, 0]);
  });

  it('3 · where writing is possible in none of them now, in the one where it wrote last', async () => {
    const chats = [200, 100, 150].map((hours) => ({ channel: 'zalo' as const, account: { lastInboundAt: ago(hours) } }));
    const { accountIds } = await street.put(chats);
    const id = await due(world, street);
    await world.pump.turn();
    const recipients = await world.deps.db.recipient.findMany({ where: { announcementId: id } });
    expect(recipients.map(({ accountId }) => accountId)).toEqual([accountIds[1]]);
  });

  it('4 · the officer is told how many get it on which channel, and of all the others why not', async () => {
    await street.put([{ channel: 'web' }]);
    await street.put([{ channel: 'telegram' }]);
    await street.put([{ channel: 'zalo', account: { lastInboundAt: ago(47) } }]);
    await street.put([{ channel: 'zalo', account: { lastInboundAt: ago(100) } }]);
    await street.put([{ channel: 'zalo', account: { lastInboundAt: ago(200) } }]);
    await street.put([]);
    await street.put([{ consent: 'refused' }]);
    await street.put([{ account: { stoppedAt: ago(1) } }]);
    await street.put([{ account: { blockedAt: ago(1) } }]);
    const left = ['blocked', 'noAccount', 'noConsent', 'stopped'].map((why) => ({ why, households: 1 }));
    const zalo = { channel: 'zalo', households: 3 };
    const others = [
      { channel: 'web', households: 1, paid: 0, closed: 0, seconds: 0 },
      { channel: 'telegram', households: 1, paid: 0, closed: 0, seconds: 1 },
    ];
    const free = await preview(world, await draft(world, street));
    expect(free.reach).toEqual({
      ...{ audience: 9, households: 5, secondAccounts: 0, left },
      channels: [...others, { ...zalo, paid: 0, closed: 2, seconds: 1 }],
    });
    expect(free.seconds).toBe(1);
    const paying = await preview(world, await draft(world, street, { mayCost: true }));
    expect(paying.reach.channels).toContainEqual({ ...zalo, paid: 1, closed: 1, seconds: 1 });
    // What one costs is in the ward's contract, and nowhere else.
    expect(paying.cost).toEqual({ messages: 1, money: null });
    const { unitCode } = world.house.home;
    const usual = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: 2, wantsSecondToSend: false };
    const settle = (messagePrice: number | null) =>
      within(world, (deps) => saveSendingSettings(deps, { scope: world.ward, unitCode, ...usual, messagePrice }));
    for (const wrong of [0, -5, 1.5, Number.NaN, 100_001]) expect(await settle(wrong), String(wrong)).toEqual({ outcome: 'wrongPrice' });
    expect(await settle(165)).toEqual({ outcome: 'saved' });
    expect((await preview(world, await draft(world, street, { mayCost: true }))).cost).toEqual({ messages: 1, money: 165 });
    await settle(null);
    const onTelegram = await preview(world, await draft(world, street, { audience: { areaIds: [street.areaId], channels: ['telegram'] } }));
    expect(onTelegram.reach).toMatchObject({ households: 1, audience: 9 });
    expect(onTelegram.reach.left).toContainEqual({ why: 'otherChannel', households: 4 });
  });

  it('5 · what is shown is what is sent', async () => {
    await street.put([{ channel: 'zalo', account: { language: 'en' } }]);
    await street.put([{ channel: 'telegram' }]);
    const id = await due(world, street, {
      text: 'Ở {khuPho}, {phuong}: buổi học, hạn {hanChot}.',
      deadline: '2026-11-25',
      buttons: [
        { kind: 'open', label: 'Xem', words: 'trang chính' },
        { kind: 'link', label: 'Đường đi', url: 'https://a.example/b' },
      ],
    });
    const { examples } = await preview(world, id);
    await world.pump.turn();
    const sent = await world.deps.db.message.findMany({ where: { announcementId: id }, select: { body: true } });
    const plain = (body: unknown) => {
      const { text, choices } = body as Outbound;
      return { text, choices: choices.map(({ label, url }) => ({ label, url })) };
    };
    expect(examples.map(({ message }) => plain(message)).toSorted(byText)).toEqual(sent.map(({ body }) => plain(body)).toSorted(byText));
    const texts = examples.map(({ message }) => message.text).join('\n');
    expect(texts).toContain(`Ở ${street.name}, Phường Bến Cát: buổi học, hạn 25/11/2026.`);
    expect(texts).toContain('Nhắn DỪNG để thôi nhận.');
    expect(texts).toContain('Send STOP');
    await street.deliver();
    expect([...street.senders.zalo.texts(), ...street.senders.telegram.texts()].toSorted()).toEqual(
      examples.map(({ message }) => message.text).toSorted(),
    );
  });

  it('5 · three are shown, as different as there are', async () => {
    await street.put([{ channel: 'zalo', account: { language: 'en' } }]);
    for (const channel of ['telegram', 'telegram', 'zalo', 'web'] as const) await street.put([{ channel }]);
    const shown = async () =>
      (await preview(world, await draft(world, street))).examples.map(({ channel, language }) => `${channel} ${language}`);
    expect(await shown()).toEqual(['telegram vi', 'web vi', 'zalo en']);
    // Of one kind, each in another khu phố.
    const others = [await openStreet(world), await openStreet(world), await openStreet(world)];
    for (const other of others) await other.put([{}]);
    const audience = { areaIds: others.map(({ areaId }) => areaId) };
    const { examples } = await preview(world, await draft(world, street, { audience }));
    expect(new Set(examples.map(({ area }) => area)).size).toBe(3);
  });

  it('6 · no household gets more in seven days than the ward has set', async () => {
    const settings = { quietFrom: '21:00', quietTo: '07:00', wantsSecondToSend: false, messagePrice: null };
    const ask = { scope: world.ward, unitCode: world.house.home.unitCode };
    for (const weeklyCap of [0, 8, 1.5])
      expect(await within(world, (deps) => saveSendingSettings(deps, { ...ask, ...settings, weeklyCap }))).toEqual({ outcome: 'wrongCap' });
    const two = await street.putMany(2);
    // Two at once, and a third: two of them arrive.
    const ids = [await due(world, street), await due(world, street), await due(world, street)];
    await world.pump.turn();
    expect(await world.deps.db.message.count({ where: { announcementId: { in: ids } } })).toBe(4);
    await street.deliver();
    await world.pump.turn();
    expect((await Promise.all(ids.map((id) => columns(world, id)))).map((one) => Object.keys(one))).toEqual([
      ['sent'],
      ['sent'],
      ['left cap'],
    ]);
    expect((await preview(world, await draft(world, street))).reach).toMatchObject({
      households: 0,
      left: [{ why: 'cap', households: 2 }],
    });
    world.clock.advance(8 * 24 * HOUR);
    expect((await preview(world, await draft(world, street))).reach.households).toBe(two.length);
  });

  it('7 · it fills in nobody’s name, and where servers are abroad it carries no picture: there stands a link', async () => {
    const key = '00000000-0000-7000-8000-00000000abcd.jpg';
    const media = { kind: 'photo' as const, blobKey: key, thumbKey: null, mediaType: 'image/jpeg', bytes: 10, sha256: 'x', alt: 'Tờ mời' };
    const written = {
      ...{ text: 'Tin', deadline: null, media, unit: 'Phường Bến Cát' },
      buttons: [{ kind: 'call' as const, label: 'Gọi', phone: '0274123456' }],
    };
    const on = (channel: 'web' | 'telegram' | 'zalo') =>
      renderAnnouncement({ locale, publicUrl }, written, { channel, language: 'vi', area: 'Khu phố 1', position: 7n });
    expect(on('telegram')).toEqual({
      text: 'Tin\n\nGọi: 0274123456\n\nNhắn DỪNG để thôi nhận.',
      choices: [{ label: 'Xem ảnh', url: `${publicUrl}/tin/${key}` }],
      expect: 'none',
    });
    expect(on('zalo')).toMatchObject({ media: { url: `${publicUrl}/tin/${key}` }, choices: [{ label: 'Gọi', url: 'tel:0274123456' }] });
    expect(on('web')).toMatchObject({ media: { url: `/tin/${key}` } });
    // The only places of an announcement are those of a khu phố, a ward and a day.
    await expect(draft(world, street, { text: 'Kính gửi {ten}' })).rejects.toThrow('unknownPlace');
    await expect(confirm(world, await draft(world, street, { text: '' }))).resolves.toMatchObject({ why: 'empty' });
  });
});

function byText(a: { text: string }, b: { text: string }): number {
  return a.text < b.text ? -1 : 1;
}
