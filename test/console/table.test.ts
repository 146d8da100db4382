/** Every route of the console with every role and with places that are not theirs: refused as if there were nothing there. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfficerRoute } from '../../src/console/route.ts';
import { routes } from '../../src/console/routes.ts';
import type { Deps } from '../../src/deps.ts';
import { type Role, roles } from '../../src/officer/duty.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { endSession, hashOfToken } from '../../src/officer/sessions.ts';
import { SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse, type Place, telling } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';
import { blobs, type Request, type Row, rows } from './rows.ts';

const MINUTE = 60_000;

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
beforeAll(async () => {
  web = await startWeb({ blobs, secret: Buffer.from(SECRET_KEY), limits: { officers: 100_000, officerFiles: 100_000, entries: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
});
afterAll(() => web.stop());

const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const inside = routes.filter((route): route is OfficerRoute => route.who !== 'anyone');
const cases = inside.map((route) => [keyOf(route), route] as const);

const browserOf = (role: Role) => OfficerBrowser.open(web, deps, house.officers[role]);

/** What a row says is asked of a place; of a route without places, the route itself. */
async function requestOf(route: OfficerRoute, place: Place, role = route.who[0] as Role): Promise<Request> {
  const row = rows[keyOf(route)] as Row;
  if (row.kind === 'thing') return row.make(house, place, role);
  return ('request' in row && row.request) || { path: route.path.replace(':id', v7()) };
}

/**
 * The same, made once for all who are to be refused: nothing comes of that. Whoever may have it takes it away, and the next is made
 * anew; so what one was refused is there for another.
 */
function keptRequests(route: OfficerRoute) {
  const kept = new Map<string, Request>();
  const row = rows[keyOf(route)] as Row;
  /** Some things are an officer's own. */
  const own = row.kind === 'thing' && row.make.length > 2;
  return {
    async for(role: Role, place: Place): Promise<Request> {
      const key = own ? `${place.mark} ${role}` : place.mark;
      const request = kept.get(key) ?? (await requestOf(route, place, role));
      kept.set(key, request);
      return request;
    },
    spent(request: Request): void {
      for (const [key, one] of kept) if (one === request) kept.delete(key);
    },
    tooOld: () => kept.clear(),
  };
}

/** Lists then show what is put into them, and no hundred households of one name. */
async function takeHouseholdsAway(): Promise<void> {
  await web.prisma.$transaction([
    web.prisma.$executeRaw`SET LOCAL nhahoc.erasing = 'on'`,
    web.prisma.code.deleteMany({ where: { householdId: { not: null } } }),
    web.prisma.household.deleteMany(),
  ]);
}

function ask(browser: OfficerBrowser, { method }: OfficerRoute, { path, fields }: Request): Promise<Response> {
  return method === 'get' ? browser.get(`/console${path}`) : browser.post(`/console${path}`, fields);
}

async function readList(
  browser: OfficerBrowser,
  route: OfficerRoute,
  { request, leadsOn }: Extract<Row, { kind: 'list' }>,
): Promise<string> {
  const response = await ask(browser, route, request);
  const to = response.headers.get('location');
  return (leadsOn && to?.startsWith(`/console${request.path}/`) ? await browser.get(to) : response).text();
}

it('has a row for every route, and no others', () => {
  expect(Object.keys(rows).sort()).toEqual(routes.map(keyOf).sort());
});

it('says nobody has to be known exactly where the routes say so', () => {
  const outside = routes.filter((route) => route.who === 'anyone').map(keyOf);
  expect(Object.keys(rows).filter((key) => rows[key]?.kind === 'outside')).toEqual(outside);
});

describe.each(cases)('%s', (key, route) => {
  const row = rows[key] as Row;
  const kept = keptRequests(route);

  it('asks who comes, and lets nobody in whose browser is out, over or made up', async () => {
    const [role] = route.who as [Role];
    const request = await kept.for(role, house.home);
    const [ended, over] = [await browserOf(role), await browserOf(role)];
    await endSession(deps, ended.token);
    await web.prisma.officerSession.update({ where: { tokenHash: hashOfToken(over.token) }, data: { expiresAt: web.clock.now() } });
    const madeUp = new OfficerBrowser(web.url, 'made-up', over.csrf);
    for (const browser of [ended, over, madeUp]) {
      const response = await ask(browser, route, request);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/console/enter']);
    }
  });

  it('is not there for roles that it is not for', async () => {
    for (const role of roles.filter((role) => !route.who.includes(role))) {
      const response = await ask(await browserOf(role), route, await kept.for(role, house.home));
      expect([role, response.status]).toEqual([role, 404]);
    }
  });

  it('is not there for who held the duty until a moment ago', async () => {
    const [role] = route.who as [Role];
    const { unitCode, areaId } = house.home;
    const at = role === 'ward' ? { unitCode } : role === 'hamlet' || role === 'helper' ? { unitCode, areaId } : {};
    const officer = await newOfficer(deps, { role, name: 'Vừa Thôi', ...at });
    const browser = await OfficerBrowser.open(web, deps, officer);
    const request = await kept.for(role, house.home);
    const by = await scopeOf(deps, house.officers.operator.officerId);
    const { id: grantId } = await web.prisma.grant.findFirstOrThrow({ where: { officerId: officer.officerId } });
    if (!by || (await revokeGrant(deps, { by, grantId, tell: telling.officer })).outcome !== 'revoked') throw new Error('not revoked');
    const response = await ask(browser, route, request);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/console/enter']);
  });

  if (route.method === 'post')
    it('takes only a form of the officer’s own browser', async () => {
      const [role] = route.who as [Role];
      const [browser, other] = [await browserOf(role), await browserOf(role)];
      const { path, fields } = await kept.for(role, house.home);
      const at = `/console${path}`;
      const ours = { origin: web.url, 'sec-fetch-site': 'same-origin' };
      const refused = [
        () => browser.send(at, { ...fields }, ours),
        () => browser.send(at, { ...fields, csrf: '' }, ours),
        () => browser.send(at, { ...fields, csrf: other.csrf }, ours),
        () => browser.post(at, fields, { origin: 'https://example.org', 'sec-fetch-site': 'cross-site' }),
        () => browser.post(at, fields, { 'sec-fetch-site': 'same-site' }),
        () => browser.send(at, { ...fields, csrf: browser.csrf }, {}),
      ];
      // One after another: an officer's files are taken one at a time.
      for (const send of refused) expect((await send()).status).toBe(403);
    });

  if (route.fresh)
    it('asks for a fresh approval once the last one is ten minutes old', async () => {
      const [role] = route.who as [Role];
      const browser = await browserOf(role);
      const request = await kept.for(role, house.home);
      web.clock.advance(10 * MINUTE);
      const response = await ask(browser, route, request);
      // What was filled in goes along; a file, and an address, are gone back to.
      if (route.method === 'post' && !route.takesFile) {
        expect(response.status).toBe(303);
        const page = response.headers.get('location') ?? '';
        expect(page).toMatch(/^\/console\/fresh\?kept=[0-9a-f-]{36}&to=/);
        const waits = response.headers.getSetCookie().map((given) => given.split(';')[0]);
        const headers = { cookie: [browser.cookie, ...waits].join('; '), accept: 'text/html' };
        const kept = await (await fetch(web.url + page, { headers })).text();
        expect(kept).toContain(`<form method="post" action="/console${request.path}">`);
        for (const name of Object.keys(request.fields ?? {})) expect(kept).toContain(`type="hidden" name="${name}"`);
        return;
      }
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/^\/console\/fresh\?to=/);
      kept.tooOld();
    });

  if (row.kind === 'own' || row.kind === 'list')
    it('is there for its roles', async () => {
      for (const role of route.who) {
        const response = await ask(await browserOf(role), route, await requestOf(route, house.home));
        expect([role, response.status < 400]).toEqual([role, true]);
        expect(response.headers.get('location')).not.toBe('/console/enter');
        if (route.fresh) expect(response.status).toBe(200);
      }
    });

  if (row.kind === 'list')
    it('shows what concerns an officer, and nothing of other places', async () => {
      const places = [house.home, house.next, house.abroad];
      await takeHouseholdsAway();
      for (const place of places) await row.put(house, place);
      const said: [Role, string[]][] = [];
      for (const role of route.who) {
        const text = await readList(await browserOf(role), route, row);
        said.push([role, places.filter(({ mark }) => text.includes(mark)).map(({ mark }) => mark)]);
      }
      await row.clean?.(house);
      for (const [role, shown] of said)
        expect([role, shown]).toEqual([role, places.filter((place) => row.concerns(role, place, house)).map(({ mark }) => mark)]);
    });

  if (row.kind === 'thing') {
    const { clean } = row;
    if (clean) afterAll(() => clean(house));

    // Whose place is smaller comes first, and is refused what the next one is let into.
    const tries = route.who.toReversed().flatMap((role) => (['home', 'next', 'abroad'] as const).map((place) => ({ role, place })));
    it.each(tries)('of $place, for $role', async ({ role, place }) => {
      const request = await kept.for(role, house[place]);
      const browser = await browserOf(role);
      const before = await written();
      const response = await ask(browser, route, request);
      const concerned = row.concerns(role, house[place], house);
      expect(response.status < 400).toBe(concerned);
      if (concerned) return kept.spent(request);
      expect(response.status).toBe(404);
      expect(await written()).toEqual(before);
    });

    it('concerns somebody, so that a refusal means something', () => {
      const all = [house.home, house.next, house.abroad].flatMap((place) => route.who.map((role) => row.concerns(role, place, house)));
      expect(all).toContain(true);
    });
  }
});

/**
 * How many rows each table has, and the transaction that wrote the newest of them: whatever is added, changed or taken out shows, and
 * nothing has to be read but what PostgreSQL keeps beside each row. Sessions note that they are used.
 */
async function written(): Promise<unknown> {
  tablesSql ??= await sqlOfTables();
  return web.prisma.$queryRawUnsafe(tablesSql);
}

let tablesSql: string | undefined;

async function sqlOfTables(): Promise<string> {
  const tables = await web.prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('OfficerSession', 'Unit', 'UnitPredecessor', '_prisma_migrations')`;
  const row = ({ name }: { name: string }) =>
    `SELECT '${name}' AS name, count(*)::int AS rows, COALESCE(max(xmin::text::bigint), 0)::text AS newest FROM "${name}"`;
  return tables.map(row).join(' UNION ALL ');
}

describe('all of it', () => {
  it('is told to nobody who looks for pages that are not there', async () => {
    for (const role of roles) expect((await (await browserOf(role)).get('/console/nowhere')).status).toBe(404);
    expect((await fetch(`${web.url}/console/nowhere`)).status).toBe(404);
  });

  it('has ids and nothing else in its addresses', () => {
    const named = routes.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
    expect(named.filter((name) => name !== 'id' && name !== 'code' && !name?.endsWith('Id'))).toEqual([]);
    expect(routes.filter(({ path }) => path.includes(':code')).map(({ path }) => path)).toEqual(['/in/:code', '/in/:code']);
  });
});
