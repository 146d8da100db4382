/**
 * When a newer version of a dialog may take over a conversation in the middle of an older one. The rule, word for
 * word, is in docs/flow-language.md; the doubtful case stays with the version that was begun.
 */
import { calls, describeStep, following, reachable, reads, stepOf, writes } from './analysis.ts';
import { type Dialog, dialogKey } from './definition.ts';
import type { Frame, Session } from './session.ts';

interface Versions {
  dialogs: ReadonlyMap<string, Dialog>;
  current: ReadonlyMap<string, number>;
}

/** Moves the session to the current versions, if every dialog in hand can go; changes nothing otherwise. */
export function takeOver(versions: Versions, session: Session): void {
  const { stack } = session;
  const currents = stack.map((frame) => currentOf(versions, frame.dialog));
  const newer = stack.some((frame, index) => (currents[index]?.version ?? 0) > frame.version);
  if (!newer || !stack.every((_, index) => fits(versions, session, index))) return;
  stack.forEach((frame, index) => {
    const dialog = currents[index];
    if (!dialog || dialog.version <= frame.version) return;
    frame.version = dialog.version;
    frame.history = frame.history.filter((passed) => stepOf(dialog, typeof passed === 'string' ? passed : passed.step) !== null);
  });
}

function currentOf({ dialogs, current }: Versions, id: string): Dialog | undefined {
  const version = current.get(id);
  return version === undefined ? undefined : dialogs.get(dialogKey(id, version));
}

function fits(versions: Versions, session: Session, index: number): boolean {
  const frame = session.stack[index] as Frame;
  const before = versions.dialogs.get(dialogKey(frame.dialog, frame.version));
  const after = currentOf(versions, frame.dialog);
  if (!before || !after) return false;
  if (after.version <= frame.version) return true;
  const [oldStep, newStep] = [stepOf(before, frame.step), stepOf(after, frame.step)];
  if (!oldStep || !newStep || oldStep.kind !== newStep.kind) return false;
  const [was, is] = [describeStep(oldStep), describeStep(newStep)];
  if (was.save !== is.save) return false;
  if (index === session.stack.length - 1 && !keepsChoices(session, ids(was), ids(is))) return false;
  const known = knownBelow(versions, session, index);
  const uncertainBefore = uncertain(versions, before, frame.step, known);
  return [...uncertain(versions, after, frame.step, known)].every((name) => uncertainBefore.has(name));
}

function ids({ choices = [] }: { choices?: { id: string }[] }): Set<string> {
  return new Set(choices.map(({ id }) => id));
}

function keepsChoices(session: Session, was: Set<string>, is: Set<string>): boolean {
  const offered = session.offered?.choices ?? [];
  return offered.every(({ id }) => !was.has(id) || is.has(id));
}

/** What is known when this dialog goes on: the variables, and all that the dialogs it called may still save. */
function knownBelow(versions: Versions, session: Session, index: number): Set<string> {
  const above = session.stack.slice(index + 1);
  const interrupted = above.findIndex((frame) => frame.interrupts);
  const called = interrupted < 0 ? above : above.slice(0, interrupted);
  const vars = above[interrupted]?.interrupts?.vars ?? session.vars;
  return new Set([...Object.keys(vars), ...called.flatMap((frame) => [...effects(versions, frame.dialog).writes])]);
}

/** Variables that are read from this step on along some way on which nothing has saved them. */
function uncertain(versions: Versions, dialog: Dialog, from: string, known: ReadonlySet<string>): Set<string> {
  const steps = reachable(dialog, from);
  const certain = new Map<string, Set<string>>([[from, new Set(known)]]);
  const ahead = [from];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const after = new Set([...(certain.get(name) ?? []), ...effectsOf(versions, dialog, name).writes]);
    for (const next of following(dialog, name)) {
      const before = certain.get(next);
      const both = before ? new Set([...before].filter((variable) => after.has(variable))) : after;
      if (before && both.size === before.size) continue;
      certain.set(next, both);
      ahead.push(next);
    }
  }
  const missing = [...steps].flatMap((name) =>
    [...effectsOf(versions, dialog, name).reads].filter((variable) => !certain.get(name)?.has(variable)),
  );
  return new Set(missing);
}

interface Effects {
  reads: Set<string>;
  writes: Set<string>;
}

/** A step, with the dialogs it calls as if they were one step. */
function effectsOf(versions: Versions, dialog: Dialog, name: string, within: readonly string[] = []): Effects {
  const step = stepOf(dialog, name);
  if (!step) return { reads: new Set(), writes: new Set() };
  const called = calls(step).map((id) => effects(versions, id, within));
  const own = writes(step);
  const wanted = called.flatMap((effect) => [...effect.reads]).filter((variable) => !own.has(variable));
  return {
    reads: new Set([...reads(step), ...wanted]),
    writes: new Set([...own, ...called.flatMap((effect) => [...effect.writes])]),
  };
}

/** What a whole dialog may save, and what it reads without ever saving it. */
function effects(versions: Versions, id: string, within: readonly string[] = []): Effects {
  const dialog = currentOf(versions, id);
  if (!dialog || within.includes(id)) return { reads: new Set(), writes: new Set() };
  const steps = Object.keys(dialog.steps).map((name) => effectsOf(versions, dialog, name, [...within, id]));
  const saved = new Set(steps.flatMap((effect) => [...effect.writes]));
  return { reads: new Set(steps.flatMap((effect) => [...effect.reads]).filter((variable) => !saved.has(variable))), writes: saved };
}
