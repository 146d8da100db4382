/** Other ways to say a choice: those that mean two choices of one step would never be understood. */
import { fold } from '../fold.ts';
import type { Check, Place, Subject } from './subject.ts';

export const choices: Check = (subject, places) => places.flatMap((place) => checkPlace(subject, place));

function checkPlace({ sentences }: Subject, { description, finding }: Place) {
  const listed = description.choices ?? [];
  return [...sentences].flatMap(([language, written]) => {
    const said = (key: string | undefined) => (key === undefined ? '' : (written.get(key)?.text ?? ''));
    const meanings = listed.flatMap(({ id, label, also, path }) =>
      [said(label), ...said(also).split(',')].map((form) => ({ id, form: fold(form), path })),
    );
    return meanings
      .filter(({ id, form }, at) => form !== '' && meanings.slice(0, at).some((before) => before.form === form && before.id !== id))
      .map(({ id, form, path }) =>
        finding([...path, 'also'], `"${form}" (${language}) means ${id} and a choice before it`, 'let each way to say it mean one choice'),
      );
  });
}
