/** Writing down a ward's own Hội, which from then on answers for the data of its households instead of the city's. */
import { audit } from '../db/audit.ts';
import { presentCity } from '../db/city.ts';
import type { Deps } from '../deps.ts';

export interface WardHoi {
  /** NSO code of the ward. */
  unitCode: string;
  name: string;
  /** How a household reaches it. */
  contact: string;
  /** The person answering for data protection, and how to reach them. */
  dataProtection: string;
  /** Who writes it down, as the audit names them: `system`, `officer:<id>`. */
  actor: string;
}

type SetHoi =
  | { outcome: 'made'; unit: string }
  /** It was there; its contacts are these now. */
  | { outcome: 'corrected'; unit: string }
  /** The ward has a Hội of another name. Families agreed with that one, so no other takes its place by a new name. */
  | { outcome: 'otherName'; name: string }
  | { outcome: 'unknownUnit' };

/** Families that agreed with the city's are asked anew: it is another one who answers. Needs a transaction. */
export async function setWardHoi(deps: Deps, { unitCode, name, contact, dataProtection, actor }: WardHoi): Promise<SetHoi> {
  const { db } = deps;
  const [unit] = await db.$queryRaw<{ name: string }[]>`SELECT name FROM "Unit" WHERE code = ${unitCode} FOR UPDATE`;
  if (!unit) return { outcome: 'unknownUnit' };
  const known = await db.organisation.findUnique({ where: { unitCode } });
  if (known && known.name !== name) return { outcome: 'otherName', name: known.name };
  if (known) {
    await db.organisation.update({ where: { id: known.id }, data: { contact, dataProtection } });
    await audit(deps, { actor, action: 'organisation.configure', subject: `organisation:${known.id}` });
    return { outcome: 'corrected', unit: unit.name };
  }
  const id = deps.ids.next();
  const parentId = (await presentCity(deps)).id;
  await db.organisation.create({ data: { id, level: 'ward', unitCode, name, contact, dataProtection, parentId } });
  await audit(deps, { actor, action: 'organisation.create', subject: `organisation:${id}`, detail: { unit: unitCode } });
  return { outcome: 'made', unit: unit.name };
}
