import type { Deps } from '../deps.ts';
import type { FormView } from '../flow/session.ts';
import { fileOf, isOpen } from './file-of.ts';
import { formView } from './form-view.ts';

/** `closed`: cannot be changed here and now: the window is not open, it was sent already, or it was never opened. */
export type FormResult = { outcome: 'ok'; value: FormView } | { outcome: 'closed'; value: Record<string, never> };

/** The form of an account's household, with the answers of everyone in it. */
export async function loadForm(deps: Deps, { accountId }: { accountId: string }): Promise<FormResult> {
  const file = await fileOf(deps, accountId);
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  return { outcome: 'ok', value: formView(file) };
}
