/** What else was typed on a page whose one button was pressed: kept for its officer, and shown filled in on the page that they come to. */
import { inTransaction } from '../http/parts.ts';
import { keepForm } from '../officer/kept-forms.ts';
import { goTo } from './frame.ts';
import type { Form, Visit } from './route.ts';

/** As `goTo`. @param page the path of the page, where `path` may have a query too */
export async function goToWith(
  visit: Visit,
  { path, page, rest }: { path: string; page: string; rest: Form },
  done: string,
): Promise<void> {
  const { parts, officer, entered } = visit;
  if (!entered || !isTyped(rest)) return goTo(visit, path, done);
  const form = { officerId: officer.officerId, page, action: entered.action, fields: rest };
  const kept = await inTransaction(parts, (deps) => keepForm(deps, form));
  goTo(visit, kept === null ? path : `${path}${path.includes('?') ? '&' : '?'}kept=${kept}`, done);
}

/** Anything in it that a person wrote or chose. */
export function isTyped(fields: Form): boolean {
  return Object.values(fields)
    .flat()
    .some((value) => value.trim() !== '');
}

/** Only the fields that `of` names. */
export function only(fields: Form, of: (name: string) => boolean): Form {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => of(name)));
}
