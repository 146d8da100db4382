/** Every kind of step. A new kind is a file in `steps/`, a line here, and fixtures in `test/flow/fixtures/<kind>/`. */

import type { StepKind } from './kind.ts';
import { act } from './steps/act.ts';
import { ask } from './steps/ask.ts';
import { branch } from './steps/branch.ts';
import { call } from './steps/call.ts';
import { choose } from './steps/choose.ts';
import { contact } from './steps/contact.ts';
import { form } from './steps/form.ts';
import { say } from './steps/say.ts';
import { search } from './steps/search.ts';
import { set } from './steps/set.ts';
import { upload } from './steps/upload.ts';

export const registered = [say, choose, ask, search, contact, upload, form, branch, call, act, set] as const;

export const kinds: ReadonlyMap<string, StepKind> = new Map(registered.map((kind) => [kind.name, kind]));

/** The kind of a step that was validated. */
export function kindOf(step: { kind: string }): StepKind {
  const kind = kinds.get(step.kind);
  if (!kind) throw new Error(`No step kind "${step.kind}" is registered`);
  return kind;
}
