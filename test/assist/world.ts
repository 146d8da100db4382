/** Visits as far as a test needs them, through the use cases that make them. */
import { agreeBySlip } from '../../src/assist/agree-by-slip.ts';
import { beginVisit } from '../../src/assist/begin-visit.ts';
import { fillHousehold } from '../../src/assist/fill-household.ts';
import { openVisit, type VisitView } from '../../src/assist/open-visit.ts';
import { type FilledItem, saveAnswers } from '../../src/assist/save-answers.ts';
import { sendForm } from '../../src/assist/send-form.ts';
import type { Deps } from '../../src/deps.ts';
import type { Sentence } from '../../src/flow/session.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { locale, tell, transaction } from '../review/world.ts';
import { SECRET_KEY } from '../support/family.ts';
import { telling } from '../support/officers.ts';

export const speak = (sentence: Sentence) => locale.speak(sentence, 'vi');
export const secret = SECRET_KEY;

/** As the page sends them. */
export const FACTS = {
  head: 'Nguyễn Thị Sen',
  residence: 'permanent',
  preschool: '0',
  primary: '1',
  lowerSecondary: '0',
  upperSecondary: '0',
  adults: '2',
  elders: '0',
  force: 'yes',
};
export const facts = {
  head: 'Nguyễn Thị Sen',
  residence: 'permanent' as const,
  preschool: 0,
  primary: 1,
  lowerSecondary: 0,
  upperSecondary: 0,
  adults: 2,
  elders: 0,
};

/** Whoever looks after one khu phố; the place of the officer is not asked of the database. */
export function scopeAt(officerId: string, areaId: string): Scope {
  return { officerId, operator: false, city: false, wards: [], areas: [areaId], helps: { wards: [], areas: [] } };
}

/** `sent`: a second visit, after one at which it was sent. */
export type VisitTo = 'asking' | 'agreed' | 'filled' | 'sent';

export interface MadeVisit {
  assistId: string;
  scope: Scope;
  factsSeen: string;
  shown: string;
}

/** With a new household, up to some point. */
export async function makeVisit(
  deps: Deps,
  { officerId, areaId, to }: { officerId: string; areaId: string; to: VisitTo },
): Promise<MadeVisit> {
  const scope = scopeAt(officerId, areaId);
  const begun = await transaction(deps, (within) => beginVisit(within, { scope, areaId, secret }));
  if (begun.outcome !== 'begun') throw new Error(begun.outcome);
  const { assistId } = begun;
  if (to === 'asking') return { assistId, scope, factsSeen: '', shown: '' };
  await sign(deps, { scope, assistId });
  if (to === 'agreed') return { assistId, scope, factsSeen: fillingOf(await look(deps, { scope, assistId })).factsSeen, shown: '' };
  await fillAll(deps, { scope, assistId });
  const { form, factsSeen } = fillingOf(await look(deps, { scope, assistId }));
  const shown = form.state === 'open' ? form.shown : '';
  if (to === 'filled') return { assistId, scope, factsSeen, shown };
  const sent = await transaction(deps, (within) => sendForm(within, { scope, assistId, shown, tell }));
  if (sent.outcome !== 'sent') throw new Error(sent.outcome);
  return { assistId: await visitAgain(deps, { scope, assistId }), scope, factsSeen, shown: '' };
}

/** The same household once more, which agrees again. */
export async function visitAgain(deps: Deps, { scope, assistId }: At): Promise<string> {
  const { householdId } = await deps.db.assist.findUniqueOrThrow({ where: { id: assistId } });
  const begun = await transaction(deps, (within) => beginVisit(within, { scope, householdId: householdId as string, secret }));
  if (begun.outcome !== 'begun') throw new Error(begun.outcome);
  await sign(deps, { scope, assistId: begun.assistId });
  return begun.assistId;
}

export interface At {
  scope: Scope;
  assistId: string;
}

export async function sign(deps: Deps, at: At, slip = `S ${at.assistId.slice(-12)}`): Promise<void> {
  const agreed = await transaction(deps, (within) => agreeBySlip(within, { ...at, slip, speak, lang: 'vi', secret, tell: telling.person }));
  if (agreed.outcome !== 'agreed') throw new Error(agreed.outcome);
}

export async function look(deps: Deps, at: At): Promise<VisitView> {
  const view = await transaction(deps, (within) => openVisit(within, { ...at, speak, secret }));
  if (!view) throw new Error('there is no such visit');
  return view;
}

export function fillingOf({ filling, state }: VisitView): NonNullable<VisitView['filling']> {
  if (!filling) throw new Error(state);
  return filling;
}

export async function itemsOf(deps: Deps, at: At) {
  const { form } = fillingOf(await look(deps, at));
  if (form.state !== 'open') throw new Error(form.state);
  return form.items;
}

/** The household and every answer, the first choice each. */
export async function fillAll(deps: Deps, at: At): Promise<void> {
  const { factsSeen: seen } = fillingOf(await look(deps, at));
  const filled = await transaction(deps, (within) => fillHousehold(within, { ...at, facts, seen, force: true, tell }));
  if (filled.outcome !== 'saved') throw new Error(filled.outcome);
  const items = (await itemsOf(deps, at)).map(({ id, choices, answer }) => given(id, choices[0]?.value ?? '', answer));
  const saved = await transaction(deps, (within) => saveAnswers(within, { ...at, items, tell }));
  if (saved.outcome !== 'saved') throw new Error(saved.outcome);
}

export function given(item: string, choice: string | null, seen: string | null = null, story = ''): FilledItem {
  return { item, choice, seen, story };
}
