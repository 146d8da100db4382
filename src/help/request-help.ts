/** "GỌI GIÚP": somebody asks for a human; the khu phố answers. One open request an account. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type Controller, controllerOf } from '../household/controller-of.ts';
import { membershipOf } from '../household/household-of.ts';

export interface HelpAsked {
  outcome: 'recorded' | 'already';
  controller: Controller;
  at: Date;
  state: 'open' | 'taken';
  /** Words were added to a call that was made before. */
  added: boolean;
}

/** Notes of one request together, in characters. */
const MAX_NOTE = 4000;

export interface HelpCall {
  accountId: string;
  note: string | null;
  /** What the conversation knows of where they live, before there is a household; null: nothing. */
  unit: string | null;
  area: string | null;
}

/** A second request adds its words to the open one. */
export async function requestHelp(deps: Deps, { accountId, note, ...named }: HelpCall): Promise<HelpAsked> {
  const { areaId, unitCode } = await whereIs(deps, accountId, named);
  const controller = await controllerOf(deps, unitCode);
  const open = await deps.db.helpRequest.findFirst({ where: { accountId, state: { not: 'closed' } }, orderBy: { at: 'desc' } });
  if (open) {
    if (note)
      await deps.db.helpRequest.update({
        where: { id: open.id },
        data: { note: [open.note, note].filter(Boolean).join('\n').slice(0, MAX_NOTE) },
      });
    return { outcome: 'already', controller, at: open.at, state: open.state === 'taken' ? 'taken' : 'open', added: Boolean(note) };
  }
  const [id, at] = [deps.ids.next(), deps.clock.now()];
  await deps.db.helpRequest.create({ data: { id, accountId, areaId, unitCode, note, state: 'open', at } });
  await audit(deps, { actor: `account:${accountId}`, action: 'help.request', subject: `help:${id}` });
  return { outcome: 'recorded', controller, at, state: 'open', added: false };
}

interface Place {
  areaId: string | null;
  unitCode: string | null;
}

/** Where the household is; before there is one, the place they named, or whose Hội the account has agreed with. */
async function whereIs(deps: Deps, accountId: string, named: Pick<HelpCall, 'unit' | 'area'>): Promise<Place> {
  const household = await membershipOf(deps, accountId);
  if (household) return { areaId: household.areaId, unitCode: household.area.unitCode };
  if (named.unit !== null) {
    // The khu phố may be that of a ward named before.
    const area = named.area && (await deps.db.area.findFirst({ where: { id: named.area, unitCode: named.unit }, select: { id: true } }));
    return { areaId: area ? area.id : null, unitCode: named.unit };
  }
  const consent = await deps.db.consent.findFirst({ where: { accountId }, orderBy: { at: 'desc' } });
  const organisation = consent && (await deps.db.organisation.findUnique({ where: { id: consent.organisationId } }));
  return { areaId: null, unitCode: organisation?.unitCode ?? null };
}
