/**
 * A row for every route of the console: what of a place it shows or changes, and who may. `table.test.ts` goes through all of
 * them with every role and with places that are not theirs.
 */
import type { Role } from '../../src/officer/duty.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { newProposed } from '../paper/proposals.ts';
import { wordFile } from '../paper/word.ts';
import { newAccount, SECRET_KEY } from '../support/family.ts';
import { newOfficer, type OfficersHouse, type Place } from '../support/officers.ts';

export interface Request {
  /** Below `/console`. */
  path: string;
  /** Of a form, without what every form carries. */
  fields?: Record<string, string | Blob>;
}

/** Whether an officer of a role has to do with a place, as the house has them: said once more here, not asked of the code. */
export type Concerns = (role: Role, place: Place, house: OfficersHouse) => boolean;

export type Row =
  /** Asks nobody who they are. */
  | { kind: 'outside' }
  /** About the officer who asks, and about no place. */
  | { kind: 'own'; request?: Request }
  /** Shows what there is in several places: each puts a sentence with the place's mark there. */
  | { kind: 'list'; request: Request; put(house: OfficersHouse, place: Place): Promise<void>; concerns: Concerns }
  /** Shows or changes one thing of a place, made anew for each try. */
  | { kind: 'thing'; make(house: OfficersHouse, place: Place): Promise<Request>; concerns: Concerns };

/** Who looks after the households of a place. */
export const looksAfter: Concerns = (role, place, { home }) =>
  (role === 'ward' && place.unitCode === home.unitCode) || (role === 'hamlet' && place.areaId === home.areaId);

/** Who may give a khu phố's officer their duty, and take it away. */
const leads: Concerns = (role, place, { home }) => role === 'operator' || (role === 'ward' && place.unitCode === home.unitCode);

/** The same of helpers, whom a khu phố invites for itself. */
const leadsHelpers: Concerns = (role, place, house) =>
  leads(role, place, house) || (role === 'hamlet' && place.areaId === house.home.areaId);

async function newCall({ deps }: OfficersHouse, { unitCode, areaId, mark }: Place): Promise<string> {
  const id = deps.ids.next();
  const accountId = await newAccount(deps);
  const at = deps.clock.now();
  await deps.db.helpRequest.create({ data: { id, accountId, unitCode, areaId, note: `Xin giúp ${mark}`, state: 'open', at } });
  return id;
}

const call = (verb: 'take' | 'close'): Row => ({
  kind: 'thing',
  make: async (house, place) => ({ path: `/help/${await newCall(house, place)}/${verb}` }),
  concerns: looksAfter,
});

const hamletOf = ({ deps }: OfficersHouse, { unitCode, areaId, mark }: Place) =>
  newOfficer(deps, { role: 'hamlet', name: `Chi hội ${mark}`, unitCode, areaId });

const nobody: Concerns = () => false;

const paperOfArea = (what: 'meeting' | 'list'): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    await newProposed(house.deps, { ...place, head: 'Nguyễn Thị Sen' });
    return { path: `/papers/areas/${place.areaId}/${what}`, fields: { date: '2026-11-25' } };
  },
  concerns: looksAfter,
});

const templateOf = (what: string, more: Record<string, Blob> = {}): Row => ({
  kind: 'thing',
  make: async (_house, { unitCode }) => ({ path: `/papers/templates${what}`, fields: { unit: unitCode, kind: 'letter', ...more } }),
  concerns: looksAfter,
});

export const rows: Record<string, Row> = {
  'get /enter': { kind: 'outside' },
  'post /enter': { kind: 'outside' },
  'get /in/:code': { kind: 'outside' },
  'post /in/:code': { kind: 'outside' },
  // Counts only; that they are those of the officer's places is tested with what is counted.
  'get /': { kind: 'list', request: { path: '' }, put: async (house, place) => void (await newCall(house, place)), concerns: nobody },
  'get /fresh': { kind: 'own' },
  'post /fresh': { kind: 'own', request: { path: '/fresh', fields: { to: '/console' } } },
  'post /leave': { kind: 'own' },

  'get /help': {
    kind: 'list',
    request: { path: '/help' },
    put: async (house, place) => void (await newCall(house, place)),
    concerns: looksAfter,
  },
  'post /help/:id/take': call('take'),
  'post /help/:id/close': call('close'),

  'get /papers': {
    kind: 'list',
    request: { path: '/papers' },
    put: async ({ deps }, { areaId, mark }) =>
      void (await deps.db.area.update({ where: { id: areaId }, data: { name: `Khu phố ${mark}` } })),
    concerns: looksAfter,
  },
  'post /papers/ward': {
    kind: 'thing',
    make: async (house, place) => {
      await newProposed(house.deps, { ...place, head: 'Nguyễn Thị Sen' });
      return { path: '/papers/ward', fields: { unit: place.unitCode, what: 'letter' } };
    },
    concerns: looksAfter,
  },
  'get /papers/areas/:id': {
    kind: 'thing',
    make: async (_house, { areaId }) => ({ path: `/papers/areas/${areaId}` }),
    concerns: looksAfter,
  },
  'post /papers/areas/:id/meeting': paperOfArea('meeting'),
  'post /papers/areas/:id/list': paperOfArea('list'),
  'get /papers/templates': {
    kind: 'list',
    request: { path: '/papers/templates' },
    put: async ({ deps }, { unitCode, mark }) => {
      const kind = 'letter';
      const at = deps.clock.now();
      await deps.db.paperTemplate.create({
        data: { id: deps.ids.next(), unitCode, kind, file: Buffer.from(mark), officerId: deps.ids.next(), at },
      });
    },
    // Wards and kinds of papers; which wards is tested with templates.
    concerns: () => false,
  },
  'post /papers/templates': templateOf('', {
    file: new Blob([Buffer.from(wordFile({ body: ['{don_vi}{nam}{so_de_nghi}{#khu}{khu_pho}{so_de_nghi}{/khu}'] }))]),
  }),
  'post /papers/templates/drop': templateOf('/drop'),
  'post /papers/templates/take': templateOf('/take'),

  'get /officers': {
    kind: 'list',
    request: { path: '/officers' },
    put: async (house, place) => void (await hamletOf(house, place)),
    concerns: leadsHelpers,
  },
  // Which places are offered is tested with inviting.
  'get /officers/invite': { kind: 'own', request: { path: '/officers/invite' } },
  'post /officers/invite': {
    kind: 'thing',
    make: async (_house, { areaId }) => ({
      path: '/officers/invite',
      fields: { role: 'helper', place: `area:${areaId}`, name: 'Người Mới' },
    }),
    concerns: leadsHelpers,
  },
  'post /officers/invitations/:id/withdraw': {
    kind: 'thing',
    make: async ({ deps }, { areaId }) => {
      const invited = await inviteOfficer(deps, { by: null, role: 'helper', areaId, name: 'Người Mới', secret: SECRET_KEY });
      if (invited.outcome !== 'invited') throw new Error(invited.outcome);
      return { path: `/officers/invitations/${invited.invitationId}/withdraw` };
    },
    concerns: leadsHelpers,
  },
  'post /officers/grants/:id/revoke': {
    kind: 'thing',
    make: async (house, place) => {
      const { officerId } = await hamletOf(house, place);
      const { id } = await house.deps.db.grant.findFirstOrThrow({ where: { officerId } });
      return { path: `/officers/grants/${id}/revoke` };
    },
    concerns: leads,
  },
  'post /officers/accounts/:id/drop': {
    kind: 'thing',
    make: async (house, place) => {
      const { officerId } = await hamletOf(house, place);
      const { id } = await house.deps.db.officerAccount.findFirstOrThrow({ where: { officerId } });
      return { path: `/officers/accounts/${id}/drop` };
    },
    concerns: leads,
  },

  // Random ids only; what they stand for cannot be opened there.
  'get /audit': {
    kind: 'list',
    request: { path: '/audit?of=all' },
    put: async (house, place) => void (await newCall(house, place)),
    concerns: nobody,
  },
};
