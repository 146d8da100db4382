/** The append-only record of who did or read what. Written in the transaction of what it tells about. */

import type { Deps } from '../deps.ts';
import type { Json } from '../flow/session.ts';

export interface AuditEntry {
  /** `account:<id>`, `system`, `officer:<id>`. */
  actor: string;
  /** `<room>.<verb>`, e.g. `assessment.submit`. */
  action: string;
  /** `<record>:<id>`, e.g. `assessment:<id>`. */
  subject: string;
  /** Random ids, codes and counts only; never personal data. */
  detail?: { [name: string]: Json };
}

/** Adds one line to the audit. */
export async function audit(deps: Pick<Deps, 'db' | 'clock'>, { actor, action, subject, detail = {} }: AuditEntry): Promise<void> {
  await deps.db.audit.create({ data: { at: deps.clock.now(), actor, action, subject, detail } });
}
