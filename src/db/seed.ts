/** What a database holds before anybody writes to it: places, the city's Hội and the built-in web chat. Runs at every start. */
import type { Deps } from '../deps.ts';
import { ensureChannelAccount } from './channel-account.ts';
import { type CityOrganisation, seedCity } from './city.ts';
import type { UnitSeed } from './units.ts';

type Predecessor = UnitSeed['formedFrom'][number];

export interface SeedOptions {
  units: UnitSeed[];
  city: CityOrganisation;
}

/** Writes what is missing and corrects what changed; a second run writes nothing. */
export async function seed(deps: Deps, { units, city }: SeedOptions): Promise<{ cityId: string; webChannelId: string }> {
  await seedUnits(deps, units);
  const cityId = await seedCity(deps, city);
  return { cityId, webChannelId: await ensureChannelAccount(deps, { channel: 'web', externalId: 'web' }) };
}

async function seedUnits(deps: Deps, units: UnitSeed[]): Promise<void> {
  const known = new Map((await deps.db.unit.findMany({ include: { predecessors: true } })).map((unit) => [unit.code, unit]));
  await deps.db.unit.createMany({ data: units.filter(({ code }) => !known.has(code)).map(record) });
  for (const unit of units) {
    const was = known.get(unit.code);
    if (was && differs(was, record(unit))) await deps.db.unit.update({ where: { code: unit.code }, data: record(unit) });
    await seedPredecessors(deps, unit, was?.predecessors ?? []);
  }
  await seedUnplacedAreas(deps);
}

function record({ code, name, kind, provinceCode, validFrom }: UnitSeed) {
  return { code, name, kind, provinceCode, validFrom: new Date(validFrom) };
}

function differs(was: ReturnType<typeof record>, is: ReturnType<typeof record>): boolean {
  const { name, kind, provinceCode, validFrom } = was;
  return name !== is.name || kind !== is.kind || provinceCode !== is.provinceCode || validFrom.getTime() !== is.validFrom.getTime();
}

/** Nothing refers to them: what changed is written anew. */
async function seedPredecessors(deps: Deps, { code, formedFrom }: UnitSeed, known: readonly Predecessor[]): Promise<void> {
  const same = (one: Predecessor) => (other: Predecessor) =>
    one.name === other.name && one.district === other.district && one.partial === other.partial;
  const gone = known.filter((was) => !formedFrom.some(same(was)));
  const missing = formedFrom.filter((is) => !known.some(same(is)));
  for (const { name, district } of gone) await deps.db.unitPredecessor.deleteMany({ where: { unitCode: code, name, district } });
  if (missing.length > 0) await deps.db.unitPredecessor.createMany({ data: missing.map((old) => ({ unitCode: code, ...old })) });
}

/** "Chưa xếp khu phố", one a unit. Its name is empty: what people read is a sentence, in their language. */
async function seedUnplacedAreas(deps: Deps): Promise<void> {
  const without = await deps.db.unit.findMany({ where: { areas: { none: { kind: 'unplaced' } } }, select: { code: true } });
  await deps.db.area.createMany({
    data: without.map(({ code }) => ({ id: deps.ids.next(), unitCode: code, name: '', kind: 'unplaced' as const })),
  });
}
