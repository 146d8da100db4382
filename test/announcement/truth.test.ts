/** The truth afterwards: promises 21 to 25 of docs/sending.md. */
import { describe, expect, it } from 'vitest';
import { cancelAnnouncement } from '../../src/announcement/cancel-announcement.ts';
import { changeDraft } from '../../src/announcement/change-draft.ts';
import { EMPTY } from '../../src/announcement/check-content.ts';
import { followUp } from '../../src/announcement/follow-up.ts';
import { listAnnouncements, openAnnouncement } from '../../src/announcement/list-announcements.ts';
import { exportRecipients, listRecipients } from '../../src/announcement/list-recipients.ts';
import { listToTell } from '../../src/announcement/list-to-tell.ts';
import { restOf } from '../../src/announcement/rest-of.ts';
import { startDueAnnouncements } from '../../src/announcement/start-due-announcements.ts';
import { testToMyself } from '../../src/announcement/test-to-myself.ts';
import { textToPaste } from '../../src/announcement/text-to-paste.ts';
import { tickTold } from '../../src/announcement/tick-told.ts';
import type { Manifest } from '../../src/backup/manifest.ts';
import { settle } from '../../src/backup/settle.ts';
import { SendFailure } from '../../src/channel/channel.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { erase } from '../../src/privacy/erase.ts';
import { exportAnnouncements } from '../../src/privacy/export-announcements.ts';
import { forgetRecipients } from '../../src/privacy/forget-recipients.ts';
import { fails } from '../conversation/outbox/fake-sender.ts';
import { telling } from '../support/officers.ts';
import {
  columns,
  confirm,
  draft,
  due,
  HOUR,
  inAStreet,
  MINUTE,
  MORNING,
  preview,
  progress,
  render,
  stateOf,
  street,
  within,
  world,
} from './world.ts';

inAStreet();

const of = (announcementId: string, scope: Scope = world.ward) => ({ scope, announcementId });

/** One household in every column: sent, failed, uncertain, held twice, and left out for four reasons. */
async function everyColumn(): Promise<string> {
  const long = new Date(Date.parse(MORNING) - 200 * HOUR);
  await street.putMany(4);
  await street.put([{ channel: 'zalo', account: { lastInboundAt: long } }]);
  await street.put([{ channel: 'web' }]);
  await street.put([], 'Không Có Gì');
  await street.put([{ consent: 'refused' }]);
  await street.put([{ account: { blockedAt: world.clock.now() } }], 'Đã Chặn');
  await street.put([{ account: { stoppedAt: world.clock.now() } }]);
  const id = await due(world, street);
  street.senders.telegram.next(fails(new SendFailure('unknown', 'reset')), fails(new SendFailure('refused', 'unfit')));
  await world.pump.turn();
  await street.deliver();
  await world.pump.turn();
  return id;
}

const found = {
  ...{ sent: 2, 'uncertain reset': 1, 'failed unfit': 1, 'held window': 1, 'held unread': 1 },
  ...{ 'left noAccount': 1, 'left noConsent': 1, 'left blocked': 1, 'left stopped': 1 },
};

describe('the truth', () => {
  it('21 · each household in exactly one column, at every moment, and they add up', async () => {
    const id = await everyColumn();
    const { uncertain, ...others } = { ...found, uncertain: 1 } as Record<string, number>;
    delete others['uncertain reset'];
    expect(await columns(world, id)).toEqual({ ...others, uncertain });
    const now = await progress(world, id);
    expect(now).toMatchObject({ audience: 10, fixed: true, sent: 2, failed: 1, held: 2, waiting: 0, uncertain: 1, left: 4 });
    expect(now.sent + now.failed + now.held + now.waiting + now.uncertain + now.left).toBe(now.audience);
    const rows = await within(world, (deps) => exportRecipients(deps, of(id)));
    if (rows.outcome !== 'listed') throw new Error(rows.outcome);
    expect(rows.recipients).toHaveLength(10);
    expect(new Set(rows.recipients.map(({ householdId }) => householdId)).size).toBe(10);
    const sent = await within(world, (deps) => listRecipients(deps, { ...of(id), outcome: 'sent' }));
    expect(sent).toMatchObject({ outcome: 'listed', next: null, recipients: [{ outcome: 'sent' }, { outcome: 'sent' }] });
    // The khu phố's officer sees nothing of another one; another ward nothing at all.
    expect(await within(world, (deps) => listRecipients(deps, of(id, world.hamlet)))).toEqual({ outcome: 'notFound' });
    expect(await openAnnouncement(world.deps, of(id, { ...world.ward, wards: [world.house.abroad.unitCode] }))).toBeNull();
    const { announcements } = await listAnnouncements(world.deps, { scope: world.ward, onTheirWay: true });
    expect(announcements.map((one) => one.id)).toContain(id);
  });

  it('22 · whom no message reaches stands in a list a khu phố, and is ticked off', async () => {
    const id = await everyColumn();
    const list = () => within(world, (deps) => listToTell(deps, of(id)));
    const first = await list();
    if (first.outcome !== 'listed') throw new Error(first.outcome);
    expect(first.areas).toEqual([{ areaId: street.areaId, area: street.name, households: 3, told: 0 }]);
    // Who did not want to hear is left alone.
    expect(first.households.map(({ why }) => why).toSorted()).toEqual(['blocked', 'noAccount', 'unfit']);
    const { householdId } = first.households.find(({ why }) => why === 'noAccount') ?? { householdId: '' };
    const tick = (scope: Scope, household = householdId) =>
      within(world, (deps) => tickTold(deps, { ...of(id, scope), householdId: household }));
    expect(await tick(world.hamlet)).toEqual({ outcome: 'notFound' });
    expect(await tick(world.ward, world.deps.ids.next())).toEqual({ outcome: 'notFound' });
    expect([await tick(world.ward), await tick(world.second)]).toEqual([{ outcome: 'ticked' }, { outcome: 'ticked' }]);
    const told = await world.deps.db.announcementTold.findMany({ where: { announcementId: id } });
    expect(told.map(({ officerId }) => officerId)).toEqual([world.ward.officerId]);
    expect(await list()).toMatchObject({ areas: [{ households: 2, told: 1 }], households: [{}, {}] });
    expect((await progress(world, id)).told).toBe(1);
    expect(await exportAnnouncements(world.deps, householdId)).toMatchObject([
      { outcome: 'left', toldInPersonAt: world.clock.now().toISOString() },
    ]);
  });

  it('23 · “the rest” is nobody who has it or may have it, a follow-up exactly those who have', async () => {
    const id = await everyColumn();
    expect(await within(world, (deps) => restOf(deps, of(id)))).toEqual({ outcome: 'notOver' });
    const follow = await within(world, (deps) => followUp(deps, of(id)));
    if (follow.outcome !== 'drafted') throw new Error(follow.outcome);
    expect((await preview(world, follow.announcementId)).reach).toMatchObject({ audience: 2, households: 2, left: [] });
    await within(world, (deps) => cancelAnnouncement(deps, { ...of(id), tell: telling.officer }));
    const rest = await within(world, (deps) => restOf(deps, of(id)));
    if (rest.outcome !== 'drafted') throw new Error(rest.outcome);
    // Not the two that have it, nor the one of which nobody knows.
    const { reach } = await preview(world, rest.announcementId);
    expect(reach).toMatchObject({ audience: 7, households: 3 });
    world.clock.advance(MINUTE);
    expect(await confirm(world, rest.announcementId)).toMatchObject({ outcome: 'confirmed' });
    world.clock.advance(10 * MINUTE);
    await world.pump.turn();
    const again = await world.deps.db.recipient.findMany({
      where: { announcementId: rest.announcementId, messageId: { not: null } },
      select: { accountId: true },
    });
    const handed = new Set(street.senders.telegram.handed.map(({ to }) => to));
    await street.deliver();
    expect(again).toHaveLength(3);
    // Only the one that the platform had refused is asked for a second time.
    expect(street.senders.telegram.handed).toHaveLength(handed.size + 1);
  });

  it('25 · who was written to is kept for twelve months, the counts for good', async () => {
    const id = await everyColumn();
    world.clock.advance(30 * 24 * HOUR);
    await world.pump.turn();
    expect(await stateOf(world, id)).toBe('done');
    const before = await columns(world, id);
    world.clock.set('2027-12-01T09:00:00+07:00');
    await forgetRecipients(world.deps);
    expect(await world.deps.db.recipient.count({ where: { announcementId: id } })).toBe(10);
    world.clock.set('2027-12-31T09:00:00+07:00');
    expect(await forgetRecipients(world.deps)).toBeGreaterThan(0);
    expect(await forgetRecipients(world.deps)).toBe(0);
    expect(await world.deps.db.recipient.count({ where: { announcementId: id } })).toBe(0);
    expect(await columns(world, id)).toEqual(before);
    expect(await progress(world, id)).toMatchObject({ audience: 10, sent: 2 });
    const { text } = await world.deps.db.announcement.findUniqueOrThrow({ where: { id } });
    expect(text).toBe('Mời gia đình ở {khuPho} dự buổi học.');
  });

  it('23 · a follow-up goes to the very chats that have it, whichever the household writes in since', async () => {
    const before = new Date(Date.parse(MORNING) - HOUR);
    const two = await street.put([{}, { account: { lastInboundAt: before } }]);
    const [other] = await street.putMany(1);
    await street.put([{ consent: 'refused' }]);
    const id = await due(world, street);
    await world.pump.turn();
    await street.deliver();
    await world.pump.turn();
    const got = street.senders.telegram.handed.map(({ to }) => to);
    expect(got.toSorted()).toEqual([two, other].map(({ accountId }) => `chat-${accountId}`).toSorted());
    const late = two.accountIds[1] ?? '';
    await world.deps.db.account.update({ where: { id: late }, data: { lastInboundAt: new Date(world.clock.now().getTime() + HOUR) } });
    await street.putMany(2);
    const drafted = await within(world, (deps) => followUp(deps, of(id)));
    if (drafted.outcome !== 'drafted') throw new Error(drafted.outcome);
    const { announcementId } = drafted;
    const content = { ...EMPTY, text: 'Nhớ mang theo bút.', audience: { receivedBy: id } };
    await within(world, (deps) => changeDraft(deps, { ...of(announcementId), seq: 0, content }));
    expect(await confirm(world, announcementId)).toMatchObject({ outcome: 'confirmed' });
    world.clock.advance(10 * MINUTE);
    await world.pump.turn();
    await street.deliver();
    const handed = street.senders.telegram.handed.map(({ to }) => to);
    expect(handed.slice(got.length).toSorted()).toEqual(got.toSorted());
  });

  it('22 · whoever was never asked about purpose 2 stands in it; a no of one of the family counts for them', async () => {
    await street.putMany(1);
    const { householdId } = await street.put([{ consent: null }]);
    const before = new Date(Date.parse(MORNING) - HOUR);
    await street.put([{ consent: null }, { consent: 'refused', account: { lastInboundAt: before } }]);
    await street.put([{ consent: 'withdrawn' }]);
    const id = await due(world, street);
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ waiting: 1, 'left notAsked': 1, 'left noConsent': 2 });
    const list = await within(world, (deps) => listToTell(deps, of(id)));
    expect(list).toMatchObject({ households: [{ householdId, why: 'notAsked' }] });
  });

  it('22 · nor is who has had as many as the ward allows in a week', async () => {
    await street.putMany(1);
    const ids = [await due(world, street), await due(world, street), await due(world, street)];
    await world.pump.turn();
    const [, , last = ''] = ids;
    expect(await columns(world, last)).toEqual({ 'left cap': 1 });
    expect(await within(world, (deps) => listToTell(deps, of(last)))).toMatchObject({ areas: [], households: [] });
  });

  it('22 · nor does a family fall off it whose chat is forgotten before it arrives there; one that has it is not on it', async () => {
    const [unread, read] = [await street.put([{}, {}]), await street.put([{}, {}])];
    const chosen = async (announcementId: string, { householdId }: { householdId: string }) => {
      const where = { householdId_announcementId: { householdId, announcementId } };
      return (await world.deps.db.recipient.findUniqueOrThrow({ where })).accountId ?? '';
    };
    const id = await due(world, street);
    await world.pump.turn();
    const forget = async (one: { householdId: string }) => {
      const accountId = await chosen(id, one);
      await within(world, (deps) => erase(deps, { accountId }));
    };
    await forget(unread);
    await street.deliver();
    await forget(read);
    expect(await columns(world, id)).toEqual({ 'left gone': 1, 'left erased': 1 });
    const list = await within(world, (deps) => listToTell(deps, of(id)));
    expect(list).toMatchObject({ households: [{ householdId: unread.householdId, why: 'gone' }] });
  });

  it.each([
    ['DỪNG', 'before their turn'],
    ['DỪNG', 'before it arrives'],
    ['no', 'before their turn'],
    ['no', 'before it arrives'],
  ])('22 · nor is a family on it whose chat said %s %s, and is forgotten then', async (said, when) => {
    const { accountIds } = await street.put([{}, {}]);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    if (when === 'before it arrives') await world.pump.turn();
    const { accountId } = await world.deps.db.recipient.findFirstOrThrow({ where: { announcementId: id } });
    if (accountId === null) throw new Error('nobody');
    expect(accountIds).toContain(accountId);
    world.clock.advance(1_000);
    if (said === 'no') await street.decide(accountId, 'withdrawn');
    else await world.deps.db.account.update({ where: { id: accountId }, data: { stoppedAt: world.clock.now() } });
    await within(world, (deps) => erase(deps, { accountId }));
    expect(await columns(world, id)).toEqual({ 'left erased': 1 });
    const list = await within(world, (deps) => listToTell(deps, of(id)));
    expect(list).toMatchObject({ areas: [], households: [] });
  });

  it('22 · and has words for the group of a khu phố, with a way to us', async () => {
    const id = await draft(world, street, { text: 'Mời bà con {khuPho}.' });
    const paste = (scope: Scope) => within(world, (deps) => textToPaste(deps, { ...of(id, scope), areaId: street.areaId, world: render }));
    const made = await paste(world.ward);
    if (made.outcome !== 'made') throw new Error(made.outcome);
    expect(made.text).toContain(`Mời bà con ${street.name}.`);
    expect(made.text).not.toContain('DỪNG');
    expect(made.text).toContain(made.link);
    expect(made.link).toMatch(/\/k\/[1-9A-Z]{8}$/);
    expect(await paste(world.hamlet)).toEqual({ outcome: 'notFound' });
  });

  it('15 · a restored backup sends nothing again of what was on its way', async () => {
    await street.putMany(3);
    const [id, planned, second] = [await due(world, street), await draft(world, street), await draft(world, street)];
    await world.pump.turn();
    await confirm(world, planned);
    await world.deps.db.recipient.updateMany({ where: { announcementId: id, position: { gt: 0 } }, data: { messageId: null } });
    const manifest = { at: MORNING, files: { letGo: [] } } as unknown as Manifest;
    await settle(world.deps, manifest);
    expect(await Promise.all([id, planned, second].map((one) => stateOf(world, one)))).toEqual(['cancelled', 'cancelled', 'draft']);
    expect(await columns(world, id)).toEqual({ 'left restored': 3 });
    const rest = await within(world, (deps) => restOf(deps, of(id)));
    if (rest.outcome !== 'drafted') throw new Error(rest.outcome);
    expect((await preview(world, rest.announcementId)).reach.audience).toBe(0);
  });

  it('is tried on oneself first, and counts for nobody', async () => {
    const id = await draft(world, street, { buttons: [{ kind: 'open', label: 'Xem', words: 'trang chính' }] });
    const { accountId } = world.house.officers.ward;
    const done = await within(world, (deps) => testToMyself(deps, { ...of(id), say: telling.say, world: render }));
    expect(done).toEqual({ outcome: 'sent', chats: 1 });
    const message = await world.deps.db.message.findFirstOrThrow({ where: { accountId }, orderBy: { seq: 'desc' } });
    expect(message).toMatchObject({ class: 'duty', announcementId: null, body: { choices: [{ label: 'Xem', data: 'w.trang chính' }] } });
    expect(await columns(world, id)).toEqual({});
  });
});
