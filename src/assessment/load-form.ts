import type { Deps, RawDeps } from '../deps.ts';
import type { FormView } from '../flow/session.ts';
import { filesOf, isOpen } from './file-of.ts';
import { formView } from './form-view.ts';

/** `closed`: cannot be changed here and now: the window is not open, it was sent already, or it was never opened. */
export type FormResult = { outcome: 'ok'; value: FormView } | { outcome: 'closed'; value: Record<string, never> };

/** The form of an account's household, with the answers of everyone in it. */
export async function loadForm(deps: Deps, { accountId }: { accountId: string }): Promise<FormResult> {
  const [form] = await loadForms(deps, [accountId]);
  return form as FormResult;
}

/** As `loadForm`, of many accounts at once. */
export async function loadForms(deps: RawDeps, accountIds: readonly string[]): Promise<FormResult[]> {
  const files = await filesOf(deps, accountIds);
  return accountIds.map((accountId) => {
    const file = files.get(accountId);
    return isOpen(file) ? { outcome: 'ok', value: formView(file) } : { outcome: 'closed', value: {} };
  });
}
