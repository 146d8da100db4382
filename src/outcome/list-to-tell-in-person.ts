/** "Cần báo trực tiếp": those who are to be told that they are not proposed, and whom no message reaches. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Scope } from '../officer/scope.ts';
import { type ReviewFile, readFiles } from '../review/read-files.ts';
import { daysIn } from './days-to-answer.ts';
import { nextStep } from './next-step.ts';
import type { OutcomeRow } from './outcome-standing.ts';
import { outcomesIn, type PlaceOutcomes, toTellInPerson } from './outcomes-in.ts';

export interface ToTellInPerson {
  assessmentId: string;
  head: string;
  code: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** To be told, too; empty: none was written down. */
  reason: string;
  /** What it can do now, as chat says it; null: the ward has answered its objection, and nothing opens again. */
  next: { step: Sentence /** Working days to answer, from being told. */; days: number } | null;
  /** Why somebody has to go there: nobody of it chats, or what became of the message. */
  why: 'noChat' | Exclude<OutcomeRow['message'], 'sending' | null>;
}

export interface InPersonList {
  households: ToTellInPerson[];
  /** Of them all. */
  count: number;
}

/** Names a page of them, which the audit keeps. */
const PAGE = 50;

/** @param places absent: all that the officer looks after */
export async function listToTellInPerson(deps: Deps, { scope, places }: { scope: Scope; places?: PlaceOutcomes[] }): Promise<InPersonList> {
  const all = toTellInPerson((places ?? (await outcomesIn(deps, { scope }))).flatMap(({ rows }) => rows));
  const ids = all.slice(0, PAGE).map(({ assessmentId }) => assessmentId);
  const files = await namedFiles(deps, scope, ids);
  const households = all.slice(0, PAGE).flatMap(({ assessmentId, message, answered }) => {
    const file = files.get(assessmentId);
    const why = message === null || message === 'sending' ? ('noChat' as const) : message;
    return file ? [{ ...file, ...(answered && { next: null }), why }] : [];
  });
  return { households, count: all.length };
}

/** In no order. */
async function namedFiles(deps: Deps, { officerId }: Scope, ids: readonly string[]): Promise<Map<string, Named>> {
  const files = ids.length === 0 ? [] : await readFiles(deps, { id: { in: [...ids] } });
  const officer = `officer:${officerId}`;
  if (files.length > 0) await audit(deps, { actor: officer, action: 'outcome.list', subject: officer, detail: { files: files.length } });
  const days = await daysIn(
    deps,
    files.map(({ area }) => area.unitCode),
  );
  return new Map(files.map((file) => [file.id, named(file, days(file.area.unitCode))]));
}

type Named = Omit<ToTellInPerson, 'why'>;

function named(file: ReviewFile, days: number): Named {
  const { id, household, area, reviews } = file;
  const reason = reviews.findLast(({ act }) => act === 'notPropose')?.reason ?? '';
  const place = area.placed ? area.name : null;
  return { assessmentId: id, head: household.headName, code: household.code, area: place, reason, next: { step: nextStep(file), days } };
}
