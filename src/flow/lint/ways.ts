/** Where dialogs go: unknown targets, steps nobody reaches, dead ends, rounds in which nobody is waited for. */
import { calls, following, reachable, stepOf } from '../analysis.ts';
import type { Dialog } from '../definition.ts';
import { kindOf } from '../registry.ts';
import { type Check, meant, type Place, type Walkable } from './subject.ts';

export const targets: Check<Walkable> = (subject, places) => {
  const dialogs = new Set(subject.dialogs.map(({ data }) => data.id));
  return places.flatMap(({ dialog, description, finding }) => {
    const lost = (description.targets ?? []).flatMap(({ to, path }) => {
      if (to === 'end' || stepOf(dialog, to)) return [];
      if (to.startsWith('@'))
        return dialogs.has(to.slice(1))
          ? []
          : [finding(path, `no dialog ${to.slice(1)}`, meant(to.slice(1), dialogs, 'write the dialog, or go elsewhere'))];
      return [finding(path, `no step ${to}`, meant(to, Object.keys(dialog.steps), 'write the step, or go elsewhere'))];
    });
    const unknown = (description.dialogs ?? []).filter(({ id }) => !dialogs.has(id));
    return [...lost, ...unknown.map(({ id, path }) => finding(path, `no dialog ${id}`, meant(id, dialogs, 'write the dialog')))];
  });
};

export const starts: Check<Walkable> = (subject) =>
  subject.dialogs.flatMap(({ data, finding }) => {
    if (stepOf(data, data.start)) return [];
    return [
      finding(['start'], `${data.id}: no step ${data.start} to start with`, meant(data.start, Object.keys(data.steps), 'name a step')),
    ];
  });

export const unreachable: Check = (subject, places) => {
  const reached = new Map(subject.dialogs.map(({ data }) => [data.id, reachable(data, data.start)]));
  return places
    .filter(({ dialog, name }) => stepOf(dialog, dialog.start) && !reached.get(dialog.id)?.has(name))
    .map(({ finding }) => finding([], 'no step leads here', 'lead to it, or remove it'));
};

export const deadEnds: Check = (_subject, places) =>
  places
    .filter(({ dialog, name }) => {
      const ahead = [...reachable(dialog, name)].map((step) => stepOf(dialog, step)).filter((step) => step !== null);
      const exits = ahead.flatMap((step) => kindOf(step).describe(step).targets ?? []).filter(({ to }) => !stepOf(dialog, to));
      return exits.length === 0;
    })
    .map(({ finding }) => finding([], 'no way from here to the end of the dialog', 'let a step go to end or to another dialog'));

/** A round without a person in it would run until the limit of steps ends it. */
export const rounds: Check = (subject, places) => {
  const byId = new Map(subject.dialogs.map(({ data }) => [data.id, data]));
  const at = new Map(places.map((place) => [keyOf(place.dialog.id, place.name), place]));
  const silent = (place: Place) => kindOf(place.step).waits !== 'person';
  const onward = (place: Place): string[] => {
    const { dialog, name, step, description } = place;
    const called = calls(step);
    const passes = called.every((id) => passesSilently(byId, id, new Set()));
    const begun = [...called, ...(description.targets ?? []).filter(({ to }) => to.startsWith('@')).map(({ to }) => to.slice(1))];
    const starts = begun.flatMap((id) => (byId.has(id) ? [keyOf(id, byId.get(id)?.start ?? '')] : []));
    return [...(passes ? following(dialog, name).map((next) => keyOf(dialog.id, next)) : []), ...starts];
  };
  const inRound = (key: string): boolean => {
    const seen = new Set<string>();
    const ahead = [...onwardOf(key)];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next === key) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      ahead.push(...onwardOf(next));
    }
    return false;
  };
  const onwardOf = (key: string): string[] => {
    const place = at.get(key);
    return place && silent(place) ? onward(place) : [];
  };
  return places
    .filter((place) => silent(place) && inRound(keyOf(place.dialog.id, place.name)))
    .map(({ finding }) => finding([], 'leads back to itself without anybody being asked', 'let a step in between ask something'));
};

/** Can this dialog be walked to its end without asking anybody? */
function passesSilently(byId: ReadonlyMap<string, Dialog>, id: string, within: ReadonlySet<string>): boolean {
  const dialog = byId.get(id);
  if (!dialog || within.has(id)) return false;
  const seen = new Set<string>();
  const ahead = [dialog.start];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const step = stepOf(dialog, name);
    if (!step || seen.has(name) || kindOf(step).waits === 'person') continue;
    seen.add(name);
    if (!calls(step).every((called) => passesSilently(byId, called, new Set([...within, id])))) continue;
    if ((kindOf(step).describe(step).targets ?? []).some(({ to }) => to === 'end')) return true;
    ahead.push(...following(dialog, name));
  }
  return false;
}

export const unusedDialogs: Check = (subject, places) => {
  const { entry, voice, afterOfficer, lost, words, code } = subject.words.data;
  const named = places.flatMap(({ step, description }) => [
    ...calls(step),
    ...(description.targets ?? []).map(({ to }) => to.replace(/^@/, '')),
  ]);
  const begun = new Set([
    entry,
    voice,
    ...(afterOfficer ? [afterOfficer] : []),
    ...(lost ? [lost] : []),
    ...(code ? [code.dialog] : []),
    ...words.flatMap((word) => ('dialog' in word ? [word.dialog] : [])),
    ...named,
  ]);
  return subject.dialogs
    .filter(({ data }) => !begun.has(data.id))
    .map(({ data, finding }) => finding(['id'], `no word, call or "@${data.id}" begins ${data.id}`, 'begin it somewhere, or remove it'));
};

function keyOf(dialog: string, step: string): string {
  return `${dialog} ${step}`;
}
