/** Links, invitations and codes that are used up, taken back or too old, and duties that end, in the middle of a chat: said in words. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTell } from '../../src/conversation/tell.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { beginSignIn } from '../../src/officer/begin-sign-in.ts';
import { useConsoleLink } from '../../src/officer/console-link.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { withdrawInvitation } from '../../src/officer/withdraw-invitation.ts';
import { newFamily } from '../support/family.ts';
import { newArea, type OfficerInChat, officerInChat } from '../support/officer-in-chat.ts';
import { type House, openHouse, SERVICE_SECRET as secret, type Visitor } from '../support/talk.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let house: House;
let areaId: string;
beforeAll(async () => {
  house = await openHouse();
  areaId = await newArea(house.deps, 'Khu phố 9');
});
afterAll(() => house.close());

const t = (key: string) => house.locale.t(key, 'vi');
const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

async function invitation(by: Parameters<typeof inviteOfficer>[1]['by'] = null): Promise<string> {
  house.clock.advance(1000);
  const invited = await inviteOfficer(house.deps, { by, role: 'hamlet', areaId, name: 'Trần Văn Hai', secret });
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  return invited.code;
}

function officer(role: 'ward' | 'hamlet' = 'ward', channel: 'web' | 'zalo' | 'telegram' = 'web'): Promise<OfficerInChat> {
  return officerInChat(house, { name: 'Chị Năm', channel, ...(role === 'hamlet' && { areaId }) });
}

async function scope({ officerId }: { officerId: string }) {
  const found = await scopeOf(house.deps, officerId);
  if (!found) throw new Error('no duty');
  return found;
}

async function revoke(whose: { officerId: string }): Promise<void> {
  const { id: grantId } = await house.deps.db.grant.findFirstOrThrow({ where: { officerId: whose.officerId, to: null } });
  const tell = createTell({ locale: house.locale }).officer;
  const done = await revokeGrant(house.deps, { by: await scope(whose), grantId, tell });
  if (done.outcome !== 'revoked') throw new Error(done.outcome);
}

describe.each(['web', 'telegram', 'zalo'] as const)('an invitation to a duty, on %s', (channel) => {
  const officersThere = async (code: Visitor) => house.deps.db.officerAccount.count({ where: { accountId: await code.accountId() } });

  it('is of one: a second account is told that it was used', async () => {
    const code = await invitation();
    const [first, second] = [await house.visitor({ channel }), await house.visitor({ channel })];
    await first.start(code);
    expect(texts(await second.start(code)), 'both have it before them').toContain('Đây là lời mời làm');
    expect(texts(await first.press('Nhận việc'))).toContain('Đã nhận việc');
    expect(texts(await second.press('Nhận việc'))).toContain(t('office.invalid'));
    expect(await officersThere(second)).toBe(0);
    const third = await house.visitor({ channel });
    expect(texts(await third.start(code))).toContain('đã dùng');
    expect(texts(await first.say(code)), 'who took it comes to work').not.toContain('Nhận việc');
  });

  it.each([
    ['is taken back', async (code: Visitor) => void (await withdrawNewest(code))],
    ['is a week old', async () => house.clock.advance(8 * DAY)],
  ])('that %s while it is open is refused kindly', async (_, meanwhile) => {
    const someone = await house.visitor({ channel });
    await someone.start(await invitation());
    await meanwhile(someone);
    expect(texts(await someone.press('Nhận việc'))).toContain(t('office.invalid'));
    expect(await officersThere(someone)).toBe(0);
    expect(await someone.say('menu'), 'and the chat goes on').not.toEqual([]);
  });

  it('of somebody whose own duty ended while it is open is refused kindly', async () => {
    const inviting = await officer();
    const someone = await house.visitor({ channel });
    await someone.start(await invitation(await scope(inviting)));
    await revoke(inviting);
    expect(texts(await someone.press('Nhận việc'))).toContain(t('office.invalid'));
    expect(await officersThere(someone)).toBe(0);
  });

  async function withdrawNewest(_: Visitor): Promise<void> {
    const { deps } = house;
    const { id: invitationId } = await deps.db.code.findFirstOrThrow({ where: { kind: 'officer' }, orderBy: { createdAt: 'desc' } });
    const done = await withdrawInvitation(deps, { by: await scope(await officer()), invitationId });
    if (done.outcome !== 'withdrawn') throw new Error(done.outcome);
  }
});

describe('a link to the console', () => {
  it('opens once; the chat gives another', async () => {
    const chi = await officer();
    await chi.say('việc hôm nay');
    const linkIn = (said: Awaited<ReturnType<Visitor['say']>>) =>
      said
        .at(-1)
        ?.choices.find(({ url }) => url)
        ?.url?.split('/')
        .at(-1) ?? '';
    const code = linkIn(await chi.press('Mở bàn làm việc'));
    const use = (one: string) => house.database.prisma.$transaction((db) => useConsoleLink({ ...house.deps, db }, { code: one, secret }));
    expect(await use(code)).not.toBeNull();
    expect(await use(code)).toBeNull();
    const another = linkIn(await chi.say('bàn làm việc').then(async (said) => (linkIn(said) ? said : chi.press('Mở bàn làm việc'))));
    expect(another).not.toBe(code);
    expect(await use(another)).not.toBeNull();
  });
});

describe('a code of a family', () => {
  async function code(): Promise<{ code: string; householdId: string }> {
    const { accountId, householdId } = await newFamily(house.deps);
    const invited = await inviteMember(house.deps, { accountId, secret });
    if (invited.outcome !== 'code') throw new Error(invited.outcome);
    return { code: invited.code, householdId };
  }
  const members = (householdId: string) => house.deps.db.membership.count({ where: { householdId, to: null } });

  it('lets one in: who agrees second is told, and is in no household', async () => {
    const { code: typed, householdId } = await code();
    const [first, second] = [await house.visitor(), await house.visitor()];
    await first.start(typed);
    await second.start(typed);
    expect(texts(await first.press('Đồng ý'))).toContain('Từ nay máy này cũng dùng được');
    expect(texts(await second.press('Đồng ý'))).toContain(t('join.invalid'));
    expect(await members(householdId)).toBe(2);
    expect(texts(await (await house.visitor()).start(typed))).toContain('đã dùng');
  });

  it('that is a day old when it is agreed to is refused kindly', async () => {
    const { code: typed, householdId } = await code();
    const late = await house.visitor();
    await late.start(typed);
    house.clock.advance(25 * HOUR);
    expect(texts(await late.press('Đồng ý'))).toContain(t('join.invalid'));
    expect(await members(householdId)).toBe(1);
  });
});

describe('a duty that ends in the middle of a talk', () => {
  let chi: Visitor & { officerId: string };
  beforeEach(async () => {
    chi = await officer();
  });
  const refused = (said: { text: string }[]) => expect(texts(said)).toContain(t('officer.none'));

  it('at the summary: no button does anything any more', async () => {
    await chi.say('việc hôm nay');
    await revoke(chi);
    refused(await chi.press('Mở bàn làm việc'));
    expect(await house.deps.db.code.count({ where: { kind: 'console', officerId: chi.officerId } })).toBe(0);
  });

  it('at the question about a computer: it stays out', async () => {
    const { code } = await beginSignIn(house.deps, { secret });
    await chi.say('vào máy');
    await chi.say(code);
    await revoke(chi);
    expect(texts(await chi.press('Cho máy này vào'))).toContain(t('review.notOfficer'));
    expect(await house.deps.db.signIn.count({ where: { approvedBy: chi.officerId } })).toBe(0);
  });

  it.each([
    ['the duty', []],
    ['the place', ['Chi hội trưởng']],
    ['the name', ['Chi hội trưởng', 'Khu phố 9']],
  ])('while somebody is invited, at %s: nobody is, and no other reason is given', async (_, presses) => {
    await chi.say('mời cán bộ');
    for (const label of presses) await chi.press(label);
    await revoke(chi);
    const next = [() => chi.press('Chi hội trưởng'), () => chi.press('Khu phố 9'), () => chi.say('Trần Văn Hai')];
    const before = await house.deps.db.code.count({ where: { kind: 'officer' } });
    const said: string[] = [];
    for (const does of next.slice(presses.length)) {
      said.push(texts(await does().catch(() => [])));
      if (said.at(-1)?.includes(t('officerInvite.refused'))) break;
    }
    expect(said.join('\n')).toContain(t('officerInvite.refused'));
    expect(said.join('\n')).not.toContain(t('officerInvite.noAreas'));
    expect(await house.deps.db.code.count({ where: { kind: 'officer' } })).toBe(before);
  });
});
