/** Two wards with officers of every role in the first: what a test of the console needs to see who may do what, and where. */
import { createTell } from '../../src/conversation/tell.ts';
import type { Deps } from '../../src/deps.ts';
import { addAreas } from '../../src/household/add-areas.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Role } from '../../src/officer/duty.ts';
import { ANSWERS } from '../../src/officer/kept-forms.ts';
import { findSession, openSession } from '../../src/officer/sessions.ts';
import { newAccount } from './family.ts';
import type { TestWeb } from './web.ts';

/** As the service tells people. */
export const telling = createTell({ locale: createLocale() });

/** A khu phố. Its officers, where it has any, are those of `House.officers`. */
export interface Place {
  /** Nowhere else in the house: to be written into what must not be seen elsewhere. */
  mark: string;
  unitCode: string;
  areaId: string;
}

export interface TestOfficer {
  officerId: string;
  accountId: string;
  name: string;
}

/** Whoever acts in a test: an officer of the role, whose place is `home` or its ward. */
export interface Officers extends Record<Role, TestOfficer> {}

export interface OfficersHouse {
  deps: Deps;
  officers: Officers;
  /** The khu phố of the hamlet's officer and of the helper; in the ward of the ward's officer. */
  home: Place;
  /** Another one of that ward. */
  next: Place;
  /** In another ward. */
  abroad: Place;
}

const UNIT = '25813';
const OTHER_UNIT = '25760';

export async function openOfficersHouse(deps: Deps): Promise<OfficersHouse> {
  const home = await placeIn(deps, UNIT, 'Khu phố Bưởi');
  const next = await placeIn(deps, UNIT, 'Khu phố Cam');
  const abroad = await placeIn(deps, OTHER_UNIT, 'Khu phố Dừa');
  const at = { unitCode: home.unitCode, areaId: home.areaId };
  const officers: Officers = {
    operator: await newOfficer(deps, { role: 'operator', name: 'Vận Hành' }),
    city: await newOfficer(deps, { role: 'city', name: 'Thành Phố' }),
    ward: await newOfficer(deps, { role: 'ward', name: 'Phường Nhà', unitCode: home.unitCode }),
    hamlet: await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Nhà', ...at }),
    helper: await newOfficer(deps, { role: 'helper', name: 'Tổ Số Nhà', ...at }),
  };
  return { deps, officers, home, next, abroad };
}

async function placeIn(deps: Deps, unitCode: string, name: string): Promise<Place> {
  const added = await addAreas(deps, { unitCode, names: [name], actor: 'system' });
  if (added.outcome !== 'added') throw new Error(added.outcome);
  const { id } = await deps.db.area.findFirstOrThrow({ where: { unitCode, name } });
  return { mark: name.replace('Khu phố ', 'Dấu-'), unitCode, areaId: id };
}

export interface NewOfficer {
  role: Role;
  name: string;
  unitCode?: string | null;
  areaId?: string | null;
}

/** An officer who is spoken with in a web chat. */
export async function newOfficer(deps: Deps, { role, name, unitCode = null, areaId = null }: NewOfficer): Promise<TestOfficer> {
  const now = deps.clock.now();
  const accountId = await newAccount(deps);
  const officerId = deps.ids.next();
  await deps.db.officer.create({ data: { id: officerId, name, createdAt: now } });
  await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId, from: now } });
  await deps.db.grant.create({ data: { id: deps.ids.next(), officerId, role, unitCode, areaId, from: now, grantedBy: 'system' } });
  return { officerId, accountId, name };
}

/** A browser that an officer was let in with. */
export class OfficerBrowser {
  readonly url: string;
  readonly token: string;
  readonly csrf: string;

  constructor(url: string, token: string, csrf: string) {
    this.url = url;
    this.token = token;
    this.csrf = csrf;
  }

  /** @param deps of the database that `web` serves */
  static async open(web: Pick<TestWeb, 'url'>, deps: Deps, { officerId, accountId }: Omit<TestOfficer, 'name'>): Promise<OfficerBrowser> {
    const token = await openSession(deps, { officerId, accountId });
    const visit = await findSession(deps, token);
    if (!visit) throw new Error('an officer without a duty has no browser');
    return new OfficerBrowser(web.url, token, visit.csrf);
  }

  get cookie(): string {
    return `nhahoc_console=${this.token}`;
  }

  get(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: { cookie: this.cookie, accept: 'text/html' }, redirect: 'manual' });
  }

  /** Sends a form as the page's own would be. */
  post(path: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { csrf: this.csrf, ...fields }, { origin: this.url, 'sec-fetch-site': 'same-origin', ...headers });
  }

  /** Sends whatever it is told, and goes to the page that answers it. */
  async send(path: string, fields: Fields, headers: Record<string, string>): Promise<Response> {
    return answerTo(this, await this.sendOnly(path, fields, headers));
  }

  /** The same, and goes nowhere from there. */
  sendOnly(path: string, fields: Fields, headers: Record<string, string>): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      body: bodyOf(fields),
      headers: { cookie: this.cookie, accept: 'text/html', ...headers },
      redirect: 'manual',
    });
  }
}

/** The page that answers a form has an address of its own. */
export async function answerTo({ url, cookie }: Pick<OfficerBrowser, 'url' | 'cookie'>, response: Response): Promise<Response> {
  const led = response.headers.get('location') ?? '';
  if (!led.startsWith(`${ANSWERS}/`)) return response;
  return fetch(url + led, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
}

const isForm = { page: { not: ANSWERS } };

/** How many forms are kept, of whomever; pages that answered one are kept beside them. */
export function formsKept({ prisma }: Pick<TestWeb, 'prisma'>): Promise<number> {
  return prisma.keptForm.count({ where: isForm });
}

/** The one that is. */
export function formKept({ prisma }: Pick<TestWeb, 'prisma'>) {
  return prisma.keptForm.findFirstOrThrow({ where: isForm });
}

/** Several of one name: as boxes that are ticked. */
type Fields = Record<string, string | readonly string[] | Blob>;

function bodyOf(fields: Fields): FormData | URLSearchParams {
  const all = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string | Blob] => [name, one]));
  const plain = all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  if (plain.length === all.length) return new URLSearchParams(plain);
  const form = new FormData();
  for (const [name, value] of all) form.append(name, value);
  return form;
}
