/** The part of the export that the household answered, told, handed in and sent. */

import { answerSentence } from '../assessment/views.ts';
import type { Deps } from '../deps.ts';
import { fileUrl } from '../evidence/open-file.ts';
import type { Sentence } from '../flow/session.ts';
import { withMerged } from '../household/merged-into.ts';
import type { Rubric } from '../rubric/definition.ts';
import type { Score } from '../rubric/score.ts';
import { nameOf, titleKey } from '../rubric/sentences.ts';
import type { About } from '../telling/answer-by.ts';

/** How an export is worded, and where its links lead. */
export interface Wording {
  /** Where people reach the pages. */
  publicUrl: string;
  /** Says a sentence in the person's language. */
  speak(sentence: Sentence): string;
}

export interface ExportedAssessment {
  title: string;
  season: string;
  year: number;
  rubric: { id: string; version: number; name: string };
  state: 'draft' | 'submitted';
  openedAt: string;
  /** All answers ever given, oldest first; the last one for an indicator holds. `assistedBy`: the officer who wrote it down. */
  answers: { indicator: string; name: string; value: string; words: string; assistedBy: string | null; at: string }[];
  evidence: ExportedEvidence[];
  submissions: ExportedSubmission[];
  reviews: ExportedReview[];
  /** When the household was told that it is not proposed, and until which local date it may answer. */
  notices: { about: About; how: 'chat' | 'person'; at: string; answerBy: string | null }[];
}

export interface ExportedSubmission {
  code: string;
  number: number;
  /** When the household sent it. */
  at: string;
  /** When the service counted the same anew by another rubric; null: it is as it was sent. */
  renewedAt: string | null;
  points: number;
  max: number;
  facts: unknown;
  answers: unknown;
}

/** What officers did with what was sent, and what the household said to it. */
export interface ExportedReview {
  act: string;
  level: 'hamlet' | 'ward';
  by: 'officer' | 'household';
  /** Of what it is about; null: of the whole. */
  indicator: string | null;
  name: string | null;
  value: string | null;
  words: string | null;
  reason: string | null;
  at: string;
}

export interface ExportedEvidence {
  indicator: string;
  name: string;
  kind: 'story' | 'photo' | 'pdf';
  text: string | null;
  /** The service wrote it down itself, of a training that somebody of the household was at. */
  attended: boolean;
  /** Where members may fetch it. */
  url: string | null;
  mediaType: string | null;
  bytes: number | null;
  sha256: string;
  at: string;
  removedAt: string | null;
}

/** Also those that were put aside when the household and another became one. */
export async function exportAssessments({ db }: Deps, householdId: string, wording: Wording): Promise<ExportedAssessment[]> {
  const rows = await db.assessment.findMany({
    where: { householdId: { in: await withMerged({ db }, householdId) } },
    orderBy: { openedAt: 'asc' },
    include: {
      season: true,
      rubricVersion: true,
      answers: { orderBy: { seq: 'asc' } },
      evidence: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
      submissions: { orderBy: { number: 'asc' } },
      reviews: { orderBy: { seq: 'asc' } },
      notices: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
    },
  });
  const ids = rows.flatMap(({ answers }) => answers.flatMap(({ officerId }) => officerId ?? []));
  const officers = ids.length === 0 ? [] : await db.officer.findMany({ where: { id: { in: [...new Set(ids)] } } });
  const names = new Map(officers.map(({ id, name }) => [id, name]));
  return rows.map((row) => exportAssessment(row, names, wording));
}

type Row = {
  title: string;
  state: 'draft' | 'submitted';
  openedAt: Date;
  season: { name: string; year: number; trial: boolean };
  rubricVersion: { body: unknown };
  answers: { indicator: string; value: string; officerId: string | null; at: Date }[];
  evidence: (Pick<ExportedEvidence, 'indicator' | 'kind' | 'text' | 'mediaType' | 'bytes' | 'sha256'> & {
    id: string;
    trainingId: string | null;
    at: Date;
    removedAt: Date | null;
  })[];
  submissions: { code: string; number: number; at: Date; sentAt: Date | null; score: unknown; facts: unknown; answers: unknown }[];
  reviews: (Pick<ExportedReview, 'act' | 'level' | 'indicator' | 'value' | 'reason'> & { officerId: string | null; at: Date })[];
  notices: { about: About; how: string; toldAt: Date | null; answerBy: Date | null }[];
};

function exportAssessment(row: Row, officers: ReadonlyMap<string, string>, { speak, publicUrl }: Wording): ExportedAssessment {
  const rubric = row.rubricVersion.body as Rubric;
  const name = (indicator: string) => speak(nameOf(rubric, indicator));
  return {
    title: speak({ key: titleKey(row.title) }),
    season: row.season.trial ? speak({ key: 'rubric:season.trial' }) : row.season.name,
    year: row.season.year,
    rubric: { id: rubric.id, version: rubric.version, name: rubric.name },
    state: row.state,
    openedAt: row.openedAt.toISOString(),
    answers: row.answers.map(({ indicator, value, officerId, at }) => {
      const words = speak(answerSentence(rubric, indicator, value));
      return { indicator, name: name(indicator), value, words, assistedBy: officers.get(officerId ?? '') ?? null, at: at.toISOString() };
    }),
    evidence: row.evidence.map(({ id, indicator, kind, text, trainingId, mediaType, bytes, sha256, at, removedAt }) => {
      const url = kind === 'story' || removedAt ? null : publicUrl + fileUrl(id);
      const when = { at: at.toISOString(), removedAt: removedAt?.toISOString() ?? null };
      return { indicator, name: name(indicator), kind, text, attended: trainingId !== null, url, mediaType, bytes, sha256, ...when };
    }),
    submissions: row.submissions.map(({ code, number, at, sentAt, score, facts, answers }) => {
      const { points, max } = score as Score;
      const renewedAt = sentAt && at.toISOString();
      return { code, number, at: (sentAt ?? at).toISOString(), renewedAt, points, max, facts, answers };
    }),
    reviews: row.reviews.map(({ act, level, indicator, value, reason, officerId, at }) => ({
      act,
      level,
      by: officerId === null ? 'household' : 'officer',
      indicator,
      name: indicator === null ? null : name(indicator),
      value,
      words: indicator === null || value === null ? null : speak(answerSentence(rubric, indicator, value)),
      reason,
      at: at.toISOString(),
    })),
    // What has not arrived stands with the messages.
    notices: row.notices.flatMap(({ about, how, toldAt, answerBy }) =>
      toldAt
        ? [
            {
              about,
              how: how === 'person' ? 'person' : 'chat',
              at: toldAt.toISOString(),
              answerBy: answerBy?.toISOString().slice(0, 10) ?? null,
            },
          ]
        : [],
    ),
  };
}
