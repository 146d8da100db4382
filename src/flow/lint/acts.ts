/** What dialogs ask the service to do: unknown acts, arguments and outcomes; results nobody handles. */
import type { ActUse } from '../kind.ts';
import { type Check, meant, type Place, type Subject, type Walkable } from './subject.ts';

export const acts: Check<Walkable> = (subject, places) =>
  places.flatMap((place) => (place.description.acts ?? []).flatMap((use) => checkUse(subject.acts, place, use)));

function checkUse(contracts: Subject['acts'], { finding, step }: Place, use: ActUse) {
  const contract = Object.hasOwn(contracts, use.act) ? contracts[use.act] : undefined;
  if (!contract) return [finding(use.path, `no act ${use.act}`, meant(use.act, Object.keys(contracts), 'see src/conversation/acts.ts'))];
  const where = 'args' in step ? ['args'] : use.path;
  const missing = contract.args.filter((name) => !use.args.includes(name));
  const unknown = use.args.filter((name) => !contract.args.includes(name));
  const outcomes = contract.outcomes;
  const unhandled = outcomes.filter((outcome) => !use.handles.includes(outcome) && !use.on.includes(outcome));
  const impossible = isOnlyAct(step) ? use.on.filter((outcome) => !outcomes.includes(outcome)) : [];
  const lacking = use.needs.filter((outcome) => !outcomes.includes(outcome));
  return [
    ...missing.map((name) => finding(where, `${use.act} needs ${name}`, `give it under args`)),
    ...unknown.map((name) => finding([...where, name], `${use.act} takes no ${name}`, meant(name, contract.args, 'remove it'))),
    ...unhandled.map((outcome) => finding(use.path, `${use.act} can come out as ${outcome}`, `say under on: where ${outcome} goes`)),
    ...impossible.map((outcome) =>
      finding(['on', outcome], `${use.act} never comes out as ${outcome}`, meant(outcome, outcomes, 'remove it')),
    ),
    ...lacking.map((outcome) => finding(use.path, `${use.act} has no outcome ${outcome}`, `a ${step.kind} step needs an act with it`)),
  ];
}

/** Steps with several acts share one `on`: an outcome there may belong to another of them. */
function isOnlyAct(step: Place['step']): boolean {
  return step.kind === 'act' || step.kind === 'search';
}
