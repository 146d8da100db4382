/** "GỌI GIÚP": somebody asks for a human; the khu phố answers. One open request an account. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type Controller, controllerOf } from '../household/controller-of.ts';
import { callerPlace, type Place } from './caller-place.ts';

export interface HelpAsked {
  outcome: 'recorded' | 'already';
  controller: Controller;
  at: Date;
  state: 'open' | 'taken';
  /** It is known at least which ward it goes to. */
  placed: boolean;
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
  /** What it asks for, where no words are needed. */
  about?: 'late';
}

/** A second request adds its words to the open one. */
export async function requestHelp(deps: Deps, { accountId, note, about, ...named }: HelpCall): Promise<HelpAsked> {
  const { areaId, unitCode } = await placeOf(deps, accountId, named);
  const placed = unitCode !== null;
  const controller = await controllerOf(deps, unitCode);
  const open = await deps.db.helpRequest.findFirst({ where: { accountId, state: { not: 'closed' } }, orderBy: { at: 'desc' } });
  if (open) {
    if (note)
      await deps.db.helpRequest.update({
        where: { id: open.id },
        data: { note: [open.note, note].filter(Boolean).join('\n').slice(0, MAX_NOTE) },
      });
    if (about && open.about !== about) await deps.db.helpRequest.update({ where: { id: open.id }, data: { about } });
    // Nobody near could see it so far.
    if (open.unitCode === null && unitCode !== null) {
      await deps.db.helpRequest.update({ where: { id: open.id }, data: { areaId, unitCode } });
      await audit(deps, { actor: `account:${accountId}`, action: 'help.place', subject: `help:${open.id}`, detail: { unit: unitCode } });
    }
    return { outcome: 'already', controller, at: open.at, state: open.state === 'taken' ? 'taken' : 'open', added: Boolean(note), placed };
  }
  const [id, at] = [deps.ids.next(), deps.clock.now()];
  await deps.db.helpRequest.create({ data: { id, accountId, areaId, unitCode, note, about: about ?? null, state: 'open', at } });
  await audit(deps, { actor: `account:${accountId}`, action: 'help.request', subject: `help:${id}` });
  return { outcome: 'recorded', controller, at, state: 'open', added: false, placed };
}

/** Where the household is; before there is one, the place they named, or what is known of the account besides. */
async function placeOf(deps: Deps, accountId: string, { unit, area }: Pick<HelpCall, 'unit' | 'area'>): Promise<Place> {
  const known = await callerPlace(deps, accountId);
  if (known.areaId !== null || unit === null) return known;
  // The khu phố may be that of a ward named before.
  const there = area && (await deps.db.area.findFirst({ where: { id: area, unitCode: unit }, select: { id: true } }));
  return { areaId: there ? there.id : null, unitCode: unit };
}
