/**
 * A household's whole way through the self-assessment, walked once on the real dialogs: every turn with what it begins
 * from and what it is given, so that it can be resumed again and again.
 */

import { pretend } from '../../src/cli/play/pretend.ts';
import { loadRubric, loadWorld } from '../../src/cli/play.ts';
import { step, type World } from '../../src/flow/engine.ts';
import { type Choice, emptySession, type Input, type Json, type Session } from '../../src/flow/session.ts';
import { createLocale } from '../../src/locale/locale.ts';

/** What a resume begins from: everything is JSON, as a database and a platform hand it over. */
export interface Resume {
  session: string;
  input: string;
  /** What the acts answered that the engine asked for in this turn, in order. */
  answers: { outcome: string; value: Json }[];
}

/** A question as it was asked, in words. */
export interface Question {
  id: string;
  text: string;
  choices: { id: string; label: string }[];
}

export interface Walk {
  world: World;
  resumes: Resume[];
  /** Every question of the form, and each request for evidence after it, in the order in which they came. */
  questions: Question[];
}

export const NOW = new Date('2026-11-20T02:00:00Z');

/** Two adults and two pupils in the middle of the window. */
const family = {
  ...{ unit: '25813', area: 'area-1', head: 'Nguyễn Thị Sen', residence: 'permanent', phone: null, force: true },
  ...{ preschool: 0, primary: 1, lowerSecondary: 1, upperSecondary: 0, adults: 2, elders: 0 },
};

export async function walkForm(): Promise<Walk> {
  const locale = createLocale();
  const world = await loadWorld(locale, 'menu');
  const act = pretend(await loadRubric(), NOW);
  act({ id: 0, do: 'consent.give', args: { purpose: 'selfAssessment', unit: family.unit, text: '' } });
  act({ id: 0, do: 'household.register', args: family });
  const resumes: Resume[] = [];
  const questions: Question[] = [];

  function take(before: Session, input: Input): Session {
    const resume: Resume = { session: JSON.stringify(before), input: JSON.stringify(input), answers: [] };
    let { session, requests, events } = step(world, before, input, NOW);
    for (let [request] = requests; request; [request] = requests) {
      const { outcome, value = null } = act(request);
      resume.answers.push({ outcome, value });
      ({ session, requests, events } = step(world, session, { type: 'result', request: request.id, outcome, value }, NOW));
    }
    const asked = events.at(-1);
    if (asked?.type === 'say') questions.push(inWords(asked.text, asked.choices));
    resumes.push(resume);
    return session;
  }

  function inWords(text: Parameters<typeof locale.speak>[0], choices: Choice[]): Question {
    const labels = choices.map(({ id, label }) => ({ id, label: locale.speak(label, 'vi') }));
    return { id: `q${questions.length}`, text: locale.speak(text, 'vi'), choices: labels };
  }

  let session = take(emptySession('vi'), { type: 'start' });
  for (let way = nextOf(session); way !== null; way = nextOf(session)) {
    session = take(session, { type: 'press', data: `${session.serial}.${way}` });
  }
  const inForm = resumes.findIndex(({ session }) => session.includes('"phase":"ask"'));
  return { world, resumes: resumes.slice(inForm), questions: questions.slice(inForm - 1) };
}

/** The best answer to each question, evidence later; null at the end of the form. */
function nextOf({ offered }: Session): string | null {
  const ids = offered?.choices.map(({ id }) => id) ?? [];
  return ids.find((id) => /^a-(?!na$)/.test(id)) ?? ids.find((id) => ['assess', 'start', 'later'].includes(id)) ?? null;
}
