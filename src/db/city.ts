/** The Hội of the city: which one answers now, and how another takes over from it. */
import type { Deps } from '../deps.ts';
import { audit } from './audit.ts';

/** The city's Hội, which answers for every ward that has not set up its own. */
export interface CityOrganisation {
  name: string;
  contact: string;
  dataProtection: string;
  /** A shipped example, shown as such. */
  sample: boolean;
}

/** The one that answers now. Throws when nothing was seeded. */
export function presentCity({ db }: Pick<Deps, 'db'>) {
  return db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
}

/**
 * Sees to it that this Hội is the one that answers, and returns its id. Under the same name only its contacts are
 * corrected. Another name, or a real one after the sample, is another controller: it has a row of its own, so that nobody
 * has agreed with it before being asked. One that answered before comes back as itself.
 */
export async function seedCity(deps: Deps, city: CityOrganisation): Promise<string> {
  const known = await deps.db.organisation.findMany({ where: { level: 'city' } });
  const before = known.find(({ until }) => until === null);
  const same = known.find(({ name, sample }) => name === city.name && sample === city.sample);
  const id = same?.id ?? (await create(deps, city));
  if (same && (same.contact !== city.contact || same.dataProtection !== city.dataProtection)) {
    const { contact, dataProtection } = city;
    await deps.db.organisation.update({ where: { id }, data: { contact, dataProtection } });
    await audit(deps, { actor: 'system', action: 'organisation.configure', subject: `organisation:${id}` });
  }
  if (before && before.id !== id) await succeed(deps, { from: before.id, to: id });
  return id;
}

async function create(deps: Deps, city: CityOrganisation): Promise<string> {
  const id = deps.ids.next();
  await deps.db.organisation.create({ data: { id, level: 'city', ...city } });
  await audit(deps, { actor: 'system', action: 'organisation.create', subject: `organisation:${id}` });
  return id;
}

/** What the one before was responsible for goes on under the other; who agreed with whom stays as it was. */
async function succeed(deps: Deps, { from, to }: { from: string; to: string }): Promise<void> {
  const { db } = deps;
  const [of, now] = [{ organisationId: from }, { organisationId: to }];
  await db.organisation.update({ where: { id: to }, data: { until: null } });
  await db.organisation.update({ where: { id: from }, data: { until: deps.clock.now() } });
  await db.organisation.updateMany({ where: { parentId: from }, data: { parentId: to } });
  await db.channelAccount.updateMany({ where: of, data: now });
  await db.season.updateMany({ where: of, data: now });
  await db.rubricInForce.updateMany({ where: of, data: now });
  await audit(deps, { actor: 'system', action: 'organisation.succeed', subject: `organisation:${to}`, detail: { from } });
}
