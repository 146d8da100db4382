/** Every act of the dialogs as everybody, with what is another's: refused as if there were nothing there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import type { ActContext } from '../../src/conversation/acts/act.ts';
import { acts } from '../../src/conversation/acts/registry.ts';
import { type ActName, actContracts } from '../../src/conversation/acts.ts';
import { runAct } from '../../src/conversation/run-act.ts';
import { createTell } from '../../src/conversation/tell.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import type { Json } from '../../src/flow/session.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { roles } from '../../src/officer/duty.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { planTraining } from '../../src/training/plan-training.ts';
import { newAnnouncement } from '../announcement/made.ts';
import { locale, scope, sentFamily } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { newAccount, SECRET_KEY } from '../support/family.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type Place } from '../support/officers.ts';
import { type Args, type Attempt, type ChatHouse, chatActs, everybody, type Neighbour, type Result, type Who } from './chat-acts.ts';

let db: TestDatabase;
let deps: Deps & { db: PrismaClient };
let house: ChatHouse;
let nobody: string;
/** Every table as one row: its name and a hash of what is in it. */
let tablesSql: string;
beforeAll(async () => {
  db = await freshDatabase();
  const clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = { ...testDeps(db.prisma, { clock, ids: sequentialIds('c') }), db: db.prisma };
  const officers = await openOfficersHouse(deps);
  const at = { unit: officers.home.unitCode, areaId: officers.home.areaId };
  const family = await sentFamily(deps, { head: 'Nhà Đang Hỏi', ...at });
  await reopenAssessment(deps, { accountId: family.accountId });
  house = { ...officers, family, neighbours: { home: await next('home'), next: await next('next'), abroad: await next('abroad') } };
  nobody = await newAccount(deps);
  tablesSql = await sqlOfTables();
  asItWas = { all: await written(deps, null), others: await written(deps, others()) };

  async function next(name: 'home' | 'next' | 'abroad'): Promise<Neighbour> {
    const place = officers[name];
    const trainingId = await newTraining(deps, officers, place);
    const family = await sentFamily(deps, { head: `Hộ ${place.mark}`, areaId: place.areaId, unit: place.unitCode });
    await requestHelp(deps, { accountId: family.accountId, note: 'Xin giúp', unit: null, area: null });
    const { id: callId } = await db.prisma.helpRequest.findFirstOrThrow({ where: { accountId: family.accountId } });
    return { ...family, place, callId, trainingId, announcementId: await newAnnouncement(officers, place, 'planned') };
  }
});
afterAll(() => db.drop());

async function newTraining(within: Deps, { officers }: OfficersHouse, { unitCode, areaId }: Place): Promise<string> {
  const begins = within.clock.now().getTime() + 20 * 60_000;
  const fields = { title: 'Nhắn tin', place: 'Nhà văn hóa', mapUrl: null, capacity: null, technology: false };
  const by = { ...(await scope(within, officers.ward.officerId)), wards: [unitCode] };
  const when = { startsAt: new Date(begins), endsAt: new Date(begins + 3_600_000) };
  const planned = await planTraining(within, { scope: by, unitCode, areaIds: [areaId], audience: 'households', ...fields, ...when });
  if (planned.outcome !== 'planned') throw new Error(planned.outcome);
  return planned.trainingId;
}

async function sqlOfTables(): Promise<string> {
  const tables = await db.prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const row = (name: string) => `
    SELECT '${name}' AS name, md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS hash FROM "${name}" t
    WHERE $1::text[] IS NULL OR t::text LIKE ANY($1::text[])`;
  // Of so many tables several are read at a time, and come as they are ready.
  return `${tables.flatMap(({ name }) => (ASIDE.has(name) ? [] : [row(name)])).join(' UNION ALL ')} ORDER BY name`;
}

/**
 * Long tables that no act writes into; accounts, where wrong codes are counted with the chat that types them; and the audit, where a
 * refusal is noted with whoever tried.
 */
const ASIDE: ReadonlySet<string> = new Set(['Unit', 'RubricVersion', 'DialogVersion', '_prisma_migrations', 'Account', 'Audit']);

/** What is written now, anywhere; or in rows that mention one of these. */
const written = ({ db: within }: Deps, ids: readonly string[] | null) =>
  within.$queryRawUnsafe(
    tablesSql,
    ids?.map((id) => `%${id}%`),
  );

/** The same before anything is tried: nothing of any try stays. */
let asItWas: { all: unknown; others: unknown };

const places = ['home', 'next', 'abroad'] as const;
const accountOf = (who: Who) => {
  if (who === 'nobody') return nobody;
  return who === 'household' ? house.family.accountId : house.officers[who].accountId;
};

class Undone extends Error {}

/** Does something as in a turn, of which nothing stays. */
async function undone<T>(work: (within: Deps) => Promise<T>): Promise<T> {
  let result: { done: T } | undefined;
  const tried = deps.db.$transaction(
    async (inside) => {
      result = { done: await work({ ...deps, db: inside }) };
      throw new Undone();
    },
    { maxWait: 60_000, timeout: 60_000 },
  );
  await tried.catch((error) => {
    if (!(error instanceof Undone)) throw error;
  });
  if (!result) throw new Error('nothing was done');
  return result.done;
}

async function ask(within: Deps, name: ActName, accountId: string, args: Args): Promise<Result> {
  const context: ActContext = {
    accountId,
    inboxId: within.ids.next(),
    lang: 'vi',
    speak: (sentence) => locale.speak(sentence, 'vi'),
    abroad: false,
    onOurPage: true,
    pageLink: async (path) => path,
    services: { publicUrl: 'https://nhahoc.example', secret: SECRET_KEY },
    tell: createTell({ locale }),
    render: { locale, publicUrl: 'https://nhahoc.example' },
  };
  const { outcome, value } = await runAct(acts, within, { id: 1, do: name, args: args as Record<string, Json> }, context);
  return { outcome, value: value as Result['value'] };
}

const kindOf = (who: Who) => (who === 'nobody' || who === 'household' ? who : 'officer');
const others = () => Object.values(house.neighbours).flatMap(idsOf);
const idsOf = ({ accountId, householdId, assessmentId }: Neighbour) => [accountId, householdId, assessmentId];

async function tryOwn(name: ActName, { args, comes }: Extract<Attempt, { kind: 'own' }>, who: Who): Promise<void> {
  const { outcome, after } = await undone(async (within) => {
    const done = await ask(within, name, accountOf(who), args(house));
    return { outcome: done.outcome, after: await written(within, others()) };
  });
  expect(outcome).toBe(comes[kindOf(who)]);
  expect(after).toEqual(asItWas.others);
}

interface Foreign {
  args: Args;
  accountId: string;
  /** What is to come of it, and whether something may be written. */
  comes: string;
  done: boolean;
  /** Something was written for this try before it. */
  prepared?: boolean;
}

async function tryForeign(within: Deps, name: ActName, { args, accountId, comes, done, prepared = false }: Foreign): Promise<void> {
  const before = prepared ? await written(within, null) : asItWas.all;
  const { outcome, value } = await ask(within, name, accountId, args);
  expect(outcome).toBe(comes);
  if (done) return;
  // A refusal tells nothing, and is like one of what was never there.
  expect(value).toEqual({});
  expect(await written(within, null)).toEqual(before);
}

it('has a row for every act, and no others', () => {
  expect(Object.keys(chatActs).sort()).toEqual(Object.keys(actContracts).sort());
  expect(Object.values(chatActs).filter((attempts) => attempts.length === 0)).toEqual([]);
});

it('tries what is another’s wherever somebody is named by an id', () => {
  const ids = ['assessment', 'evidence', 'household', 'membership', 'grant', 'officer', 'decision', 'meeting', 'task', 'call'];
  const named = (Object.keys(actContracts) as ActName[]).filter((name) => {
    const shape: Record<string, unknown> = actContracts[name].args.shape;
    return ids.some((id) => Object.hasOwn(shape, id));
  });
  const tried = named.filter((name) => chatActs[name].some(({ kind }) => kind === 'thing' || kind === 'others'));
  expect(tried).toEqual(named);
  expect(named).toContain('review.confirm');
});

const cases = Object.entries(chatActs).flatMap(([name, attempts]) =>
  attempts.map((attempt, index) => [attempts.length > 1 ? `${name} (${index + 1})` : name, name as ActName, attempt] as const),
);

describe.each(cases)('%s', (_title, name, attempt) => {
  if (attempt.kind === 'own')
    it.each(everybody)('for %s does nothing to anybody else', async (who) => {
      await tryOwn(name, attempt, who);
    });

  if (attempt.kind === 'others')
    it.each(everybody)('is not there for %s', async (who) => {
      for (const place of places) {
        const foreign = { args: attempt.args(house.neighbours[place]), accountId: accountOf(who), comes: attempt.comes[kindOf(who)] };
        await undone((within) => tryForeign(within, name, { ...foreign, done: false }));
      }
    });

  if (attempt.kind === 'thing') {
    const tries = everybody.flatMap((who) => places.map((place) => ({ who, place })));
    it.each(tries)('of $place, for $who', async ({ who, place }) => {
      const neighbour = house.neighbours[place];
      const done = attempt.concerns(who, neighbour.place, house);
      await undone(async (within) => {
        const { args, prepared } = await argsOf(within, attempt, neighbour);
        const comes = done ? attempt.done : refusalTo(name, attempt, who);
        await tryForeign(within, name, { args, accountId: accountOf(who), comes, done, prepared });
      });
    });

    it('concerns somebody, so that a refusal means something', () => {
      const all = everybody.flatMap((who) => places.map((place) => attempt.concerns(who, house[place], house)));
      expect(all).toContain(true);
    });

    it('is not there for who held the duty until a moment ago', async () => {
      for (const role of roles) {
        const neighbour = house.neighbours.home;
        if (!attempt.concerns(role, neighbour.place, house)) continue;
        await undone(async (within) => {
          const { args } = await argsOf(within, attempt, neighbour);
          await endDuty(within, role);
          const comes = refusalTo(name, attempt, 'nobody');
          await tryForeign(within, name, { args, accountId: accountOf(role), comes, done: false, prepared: true });
        });
      }
    });
  }

  if (attempt.kind === 'list') {
    const shownTo = (within: Deps, who: Who) => attempt.shown((args) => ask(within, name, accountOf(who), args));
    const among = (shown: readonly string[]) => places.filter((place) => shown.includes(attempt.of(house.neighbours[place])));

    it.each(everybody)('shows %s what concerns them, and nothing of other places', async (who) => {
      const shown = await undone((within) => shownTo(within, who));
      expect(among(shown)).toEqual(places.filter((place) => attempt.concerns(who, house[place], house)));
      expect(new Set(shown).size).toBe(shown.length);
    });

    it('shows nothing to who held the duty until a moment ago', async () => {
      for (const role of roles) {
        const shown = await undone(async (within) => {
          await endDuty(within, role);
          return shownTo(within, role);
        });
        expect(shown).toEqual([]);
      }
    });
  }
});

/** What is asked for; for some of it something has to be there first. */
async function argsOf(within: Deps, { args }: Extract<Attempt, { kind: 'thing' }>, neighbour: Neighbour) {
  const asked = args({ ...house, deps: within }, neighbour);
  return { args: await asked, prepared: asked instanceof Promise };
}

/** Of acts that no other than officers have, others hear that they are none. */
function refusalTo(name: ActName, { refused }: { refused: string }, who: Who): string {
  return name.startsWith('console.') && kindOf(who) !== 'officer' ? 'none' : refused;
}

async function endDuty(within: Deps, role: (typeof roles)[number]): Promise<void> {
  const { officerId } = house.officers[role];
  const { id: grantId } = await within.db.grant.findFirstOrThrow({ where: { officerId, to: null } });
  const { outcome } = await revokeGrant(within, {
    by: await scope(within, house.officers.operator.officerId),
    grantId,
    tell: createTell({ locale }).officer,
  });
  expect(outcome).toBe('revoked');
}

it('lets an officer of another khu phố see and do there what one of this khu phố does here', async () => {
  const { next, neighbours } = house;
  const one = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Bên', unitCode: next.unitCode, areaId: next.areaId });
  const confirm = ({ assessmentId }: Neighbour) =>
    undone((within) => ask(within, 'review.confirm', one.accountId, { assessment: assessmentId, seen: '0.1' }));
  expect((await confirm(neighbours.next)).outcome).toBe('confirmed');
  expect((await confirm(neighbours.home)).outcome).toBe('gone');
});
