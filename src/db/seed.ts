/** What a database holds before anybody writes to it: places, the city's Hội and the built-in web chat. Runs at every start. */
import type { Deps } from '../deps.ts';
import { audit } from './audit.ts';
import type { UnitSeed } from './units.ts';

/** The city's Hội, which answers for every ward that has not set up its own. */
export interface CityOrganisation {
  name: string;
  contact: string;
  dataProtection: string;
  /** A shipped example, shown as such. */
  sample: boolean;
}

export interface SeedOptions {
  units: UnitSeed[];
  city: CityOrganisation;
}

/** Writes what is missing and corrects what changed; a second run writes nothing. */
export async function seed(deps: Deps, { units, city }: SeedOptions): Promise<{ cityId: string; webChannelId: string }> {
  await seedUnits(deps, units);
  const cityId = await seedCity(deps, city);
  return { cityId, webChannelId: await seedWebChat(deps, cityId) };
}

async function seedUnits(deps: Deps, units: UnitSeed[]): Promise<void> {
  const known = new Map((await deps.db.unit.findMany({ include: { predecessors: true } })).map((unit) => [unit.code, unit]));
  const missing = units.filter(({ code }) => !known.has(code));
  await deps.db.unit.createMany({ data: missing.map(record) });
  for (const unit of units) {
    const was = known.get(unit.code);
    if (was && (was.name !== unit.name || was.kind !== unit.kind))
      await deps.db.unit.update({ where: { code: unit.code }, data: record(unit) });
  }
  await deps.db.unitPredecessor.createMany({
    data: units.flatMap(({ code, formedFrom }) => formedFrom.map((old) => ({ unitCode: code, ...old }))),
    skipDuplicates: true,
  });
  await seedUnplacedAreas(deps);
}

function record({ code, name, kind, provinceCode, validFrom }: UnitSeed) {
  return { code, name, kind, provinceCode, validFrom: new Date(validFrom) };
}

/** "Chưa xếp khu phố", one a unit. Its name is empty: what people read is a sentence, in their language. */
async function seedUnplacedAreas(deps: Deps): Promise<void> {
  const without = await deps.db.unit.findMany({ where: { areas: { none: { kind: 'unplaced' } } }, select: { code: true } });
  await deps.db.area.createMany({
    data: without.map(({ code }) => ({ id: deps.ids.next(), unitCode: code, name: '', kind: 'unplaced' as const })),
  });
}

async function seedCity(deps: Deps, city: CityOrganisation): Promise<string> {
  const was = await deps.db.organisation.findFirst({ where: { level: 'city' } });
  if (!was) {
    const id = deps.ids.next();
    await deps.db.organisation.create({ data: { id, level: 'city', ...city } });
    await audit(deps, { actor: 'system', action: 'organisation.create', subject: `organisation:${id}` });
    return id;
  }
  const changed = (Object.keys(city) as (keyof CityOrganisation)[]).some((key) => was[key] !== city[key]);
  if (changed) {
    await deps.db.organisation.update({ where: { id: was.id }, data: city });
    await audit(deps, { actor: 'system', action: 'organisation.configure', subject: `organisation:${was.id}` });
  }
  return was.id;
}

async function seedWebChat(deps: Deps, organisationId: string): Promise<string> {
  const key = { channel: 'web' as const, externalId: 'web' };
  const was = await deps.db.channelAccount.findUnique({ where: { channel_externalId: key }, select: { id: true } });
  if (was) return was.id;
  const id = deps.ids.next();
  await deps.db.channelAccount.create({ data: { id, ...key, organisationId } });
  return id;
}
