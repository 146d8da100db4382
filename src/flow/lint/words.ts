/** Words that work anywhere: dialogs that are not there, and words that mean two things. */
import { fold } from '../fold.ts';
import { type Check, meant, type Walkable } from './subject.ts';

export const words: Check<Walkable> = (subject) => {
  const { data, finding } = subject.words;
  const known = new Set(subject.dialogs.map(({ data: dialog }) => dialog.id));
  const named = [
    { id: data.entry, path: ['entry'] },
    { id: data.voice, path: ['voice'] },
    ...(data.afterOfficer ? [{ id: data.afterOfficer, path: ['afterOfficer'] }] : []),
    ...(data.lost ? [{ id: data.lost, path: ['lost'] }] : []),
    ...(data.code ? [{ id: data.code.dialog, path: ['code', 'dialog'] }] : []),
    ...data.words.flatMap((word, index) => ('dialog' in word ? [{ id: word.dialog, path: ['words', index, 'dialog'] }] : [])),
  ];
  const unknown = named
    .filter(({ id }) => !known.has(id))
    .map(({ id, path }) => finding(path, `no dialog ${id}`, meant(id, known, 'write it')));

  const first = new Map<string, number>();
  const twice = data.words.flatMap((word, index) =>
    Object.entries(word.say).flatMap(([language, forms]) =>
      forms.flatMap((form) => {
        // Commands and signs are compared as they stand.
        const meaning = form.startsWith('/') || fold(form) === '' ? form : fold(form);
        const before = first.get(meaning);
        if (before === undefined) first.set(meaning, index);
        if (before === undefined || before === index) return [];
        return [
          finding(['words', index, 'say', language], `"${form}" is also a word of entry ${before + 1}`, 'let each word mean one thing'),
        ];
      }),
    ),
  );
  return [...unknown, ...twice];
};
