/** "Cần báo trực tiếp": what is asked back of households, and what a decision says of them or does not, where no message reaches them. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Scope } from '../officer/scope.ts';
import { type ReviewFile, readFiles } from '../review/read-files.ts';
import { nameOf } from '../rubric/sentences.ts';
import { DAYS_TO_ADD } from '../telling/answer-by.ts';
import { type Untold, type UntoldAbout, untoldIn } from '../telling/untold-in.ts';
import { type DecidedLine, decidedAmong } from './decided-line.ts';
import { signedAmong, whyLeftOut } from './left-out.ts';
import type { ToTellInPerson } from './list-to-tell-in-person.ts';

export interface UntoldHousehold extends Pick<ToTellInPerson, 'assessmentId' | 'head' | 'code' | 'area' | 'why'> {
  /** What to tell it. */
  words: Sentence[];
}

export interface UntoldList {
  about: UntoldAbout;
  households: UntoldHousehold[];
  /** Of them all. */
  count: number;
}

/** In the order in which they press. */
const KINDS = ['askBack', 'leftOut', 'decision'] as const;
/** Names a page of each, which the audit keeps. */
const PAGE = 50;

/** Those of which there is somebody. */
export async function listUntold(deps: Deps, { scope }: { scope: Scope }): Promise<UntoldList[]> {
  const all = await untoldIn(deps, { scope, about: KINDS });
  const lists: UntoldList[] = [];
  for (const about of KINDS) {
    const those = all.filter((one) => one.about === about);
    if (those.length > 0) lists.push({ about, count: those.length, households: await named(deps, those.slice(0, PAGE)) });
  }
  const files = lists.reduce((sum, { households }) => sum + households.length, 0);
  const officer = `officer:${scope.officerId}`;
  if (files > 0) await audit(deps, { actor: officer, action: 'outcome.list', subject: officer, detail: { files } });
  return lists;
}

async function named(deps: Deps, untold: readonly Untold[]): Promise<UntoldHousehold[]> {
  const files = await readFiles(deps, { id: { in: untold.map(({ assessmentId }) => assessmentId) } });
  const decided = await decidedAmong(
    deps,
    files.map(({ household }) => household.id),
  );
  const signed = await signedAmong(
    deps,
    files.map(({ id }) => id),
  );
  const households: UntoldHousehold[] = [];
  for (const { assessmentId, about, message } of untold) {
    const file = files.find(({ id }) => id === assessmentId);
    if (!file) continue;
    const { household, area } = file;
    const who = { assessmentId, head: household.headName, code: household.code, area: area.placed ? area.name : null };
    households.push({
      ...who,
      why: message ?? 'noChat',
      words: wordsOf(about, file, { line: decided.get(household.id), signed: signed.has(file.id) }),
    });
  }
  return households;
}

interface Decided {
  line: DecidedLine | undefined;
  signed: boolean;
}

function wordsOf(about: UntoldAbout, file: ReviewFile, { line, signed }: Decided): Sentence[] {
  if (about === 'leftOut') return whyLeftOut(file, signed);
  if (about === 'decision') return line ? decidedWords(line) : [];
  const { asked, rubric } = file;
  const items = (asked?.items ?? []).map(({ indicator, reason }): Sentence => {
    const name = nameOf(rubric, indicator);
    return reason === null ? name : { key: 'assess.returnedLine', params: { name, reason } };
  });
  return [...items, { key: 'review.untold.days', params: { days: DAYS_TO_ADD } }];
}

function decidedWords({ outcome, year, unit, decision: { number, date }, reason }: DecidedLine): Sentence[] {
  const params = { year: String(year), unit, number, date: { date } };
  const because: Sentence[] = reason === null ? [] : [{ key: 'review.outcome.because', params: { reason } }];
  return [{ key: `review.untold.${outcome}`, params }, ...(outcome === 'recognised' ? [] : because)];
}
