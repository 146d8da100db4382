/** Draws a dialog as a Mermaid flowchart, which GitHub and most editors show as a picture. */
import { calls, describeStep } from './analysis.ts';
import type { Dialog, Step } from './definition.ts';
import type { StepKind } from './kind.ts';
import { kindOf } from './registry.ts';

/** Who is waited for shows in the shape. */
const shapes: Record<StepKind['waits'], readonly [string, string]> = {
  person: ['(["', '"])'],
  service: ['[["', '"]]'],
  nobody: ['["', '"]'],
};

/** Characters of a sentence that fit into a box. */
const MAX_SAID = 70;

/** @param say the words of a sentence, as written */
export function drawDialog(dialog: Dialog, say: (key: string) => string): string {
  const names = Object.keys(dialog.steps);
  const boxes = Object.entries(dialog.steps).map(([name, step]) => box(name, step, say));
  const arrows = Object.entries(dialog.steps).flatMap(([name, step]) => arrowsFrom(name, step));
  const exits = [...new Set(arrows.map(({ to }) => to).filter((to) => !names.includes(to)))];
  return [
    'flowchart TD',
    `  begin((" ")) --> ${node(dialog.start)}`,
    ...boxes,
    ...exits.map((to) => `  ${node(to)}(("${plain(to)}"))`),
    ...arrows.map(({ from, to, label }) => `  ${node(from)} -->${label ? `|"${plain(label)}"|` : ''} ${node(to)}`),
  ].join('\n');
}

/** How dialogs lead to one another: full arrows come back, dotted ones do not. */
export function drawDialogs(dialogs: readonly Dialog[]): string {
  const arrows = dialogs.flatMap((dialog) => {
    const steps = Object.values(dialog.steps);
    const called = steps.flatMap(calls).map((id) => `  ${node(dialog.id)} --> ${node(id)}`);
    const begun = steps
      .flatMap((step) => describeStep(step).targets ?? [])
      .filter(({ to }) => to.startsWith('@'))
      .map(({ to }) => `  ${node(dialog.id)} -.-> ${node(to.slice(1))}`);
    return [...called, ...begun];
  });
  const boxes = dialogs.map(({ id }) => `  ${node(id)}["${id}"]`);
  return ['flowchart LR', ...boxes, ...new Set(arrows)].join('\n');
}

function box(name: string, step: Step, say: (key: string) => string): string {
  const [open, close] = shapes[kindOf(step).waits];
  const { sentences = [], acts = [] } = describeStep(step);
  const said = sentences.find(({ path }) => path.length === 1 && path[0] === 'text');
  const details = [...calls(step).map((id) => `dialog ${id}`), ...acts.map(({ act }) => act), ...(said ? [short(say(said.key))] : [])];
  return `  ${node(name)}${open}${[`<b>${name}</b> ${step.kind}`, ...details.map(plain)].join('<br/>')}${close}`;
}

function arrowsFrom(from: string, step: Step): { from: string; to: string; label: string }[] {
  const labels = new Map<string, string[]>();
  for (const { to, label } of describeStep(step).targets ?? []) labels.set(to, [...(labels.get(to) ?? []), ...(label ? [label] : [])]);
  return [...labels].map(([to, all]) => ({ from, to, label: all.join(', ') }));
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_SAID ? `${line.slice(0, MAX_SAID - 1)}…` : line;
}

/** A name that is no word of Mermaid's own. */
function node(name: string): string {
  return `s_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}

function plain(text: string): string {
  const signs: Record<string, string> = { '"': '#quot;', '<': '#lt;', '>': '#gt;', '|': '#124;', '{': '#123;', '}': '#125;' };
  return text.replaceAll(/["<>|{}]/g, (sign) => signs[sign] ?? sign);
}
