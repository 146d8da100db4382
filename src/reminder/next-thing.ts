/** The exact next thing that a household has to do with its form, in words. Pure. */
import { answersShown, askedIn, type HouseholdFile, isOpen } from '../assessment/file-of.ts';
import { validAnswer } from '../assessment/form-view.ts';
import type { Sentence } from '../flow/session.ts';
import { nameOf } from '../rubric/sentences.ts';
import type { HouseholdState } from '../season/rules.ts';

export interface NextThing {
  text: Sentence;
  /** Where our words travel abroad: no names of questions. */
  away: Sentence;
  /** The last local date on which it can be done. */
  until: string;
  /** Nothing was begun. */
  fresh: boolean;
  /** All is answered: what is left is to send it. */
  complete: boolean;
}

/** More are only counted: a message is read on a phone. */
const NAMED = 3;

/** Null: there is nothing that it could do now. What is asked back is not asked twice; a form that is begun elsewhere is not `registered`. */
export function nextThing(file: HouseholdFile, state: HouseholdState): NextThing | null {
  const { season, assessment, returned, earlier } = file;
  if ((state === 'returned') !== (returned !== null && !returned.over)) return null;
  // What was sent counts, also while it is open again.
  if (state !== 'returned' && earlier !== null) return null;
  if (!assessment) return season.phase === 'open' && state !== 'draft' ? begin(file) : null;
  if (!isOpen(file) || state === 'registered') return null;
  return left(file);
}

function begin(file: HouseholdFile): NextThing {
  const text: Sentence = { key: 'reminder.next.begin', params: { total: askedIn(file).length } };
  return { text, away: text, until: file.season.dates.selfAssessment.closes, fresh: true, complete: false };
}

function left(file: HouseholdFile): NextThing {
  const { rubric, season, returned } = file;
  const answers = answersShown(file);
  const open = askedIn(file).filter((indicator) => validAnswer(indicator, answers[indicator.id]) === null);
  const names = open.map(({ id }): Sentence => nameOf(rubric, id));
  const until = returned?.until ?? season.dates.selfAssessment.closes;
  const send: Sentence = { key: 'reminder.next.send' };
  const [name, ...others] = names;
  if (!name) return { text: send, away: send, until, fresh: false, complete: true };
  const count = { left: names.length };
  const text: Sentence =
    names.length > NAMED
      ? { key: 'reminder.next.many', params: { ...count, name } }
      : { key: 'reminder.next.items', params: { ...count, names: others.reduce(listed, name) } };
  return { text, away: { key: 'reminder.next.count', params: count }, until, fresh: false, complete: false };
}

function listed(before: Sentence, name: Sentence): Sentence {
  return { key: 'rubric:result.names', params: { before, name } };
}
