/** What a household has handed in, to look at and to choose from. */
import { fileOf } from '../assessment/file-of.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Rubric } from '../rubric/definition.ts';
import { nameKey } from '../rubric/sentences.ts';
import { viewUrl } from './open-file.ts';

type Listed =
  | { outcome: 'listed'; value: { lines: Sentence[]; options: { id: string; label: Sentence; url: string | null }[] } }
  | { outcome: 'nothing'; value: Record<string, never> };

interface Piece {
  id: string;
  indicator: string;
  kind: 'story' | 'photo' | 'pdf';
  text: string | null;
  at: Date;
}

/** Enough of a story to know which one it is. */
const STORY_START = 60;

/**
 * The pieces of one indicator, or of all when `item` is null, oldest first and numbered.
 * @param publicUrl where people reach the pages; files open there
 */
export async function listEvidence(
  deps: Deps,
  { accountId, item, publicUrl }: { accountId: string; item: string | null; publicUrl: string },
): Promise<Listed> {
  const file = await fileOf(deps, accountId);
  if (!file?.assessment) return { outcome: 'nothing', value: {} };
  const pieces: Piece[] = await deps.db.evidence.findMany({
    where: { assessmentId: file.assessment.id, removedAt: null, ...(item !== null && { indicator: item }) },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, indicator: true, kind: true, text: true, at: true },
  });
  if (pieces.length === 0) return { outcome: 'nothing', value: {} };
  return {
    outcome: 'listed',
    value: {
      lines: pieces.map((piece, index) => lineOf(file.rubric, piece, index + 1)),
      options: pieces.map((piece, index) => optionOf(piece, index + 1, publicUrl)),
    },
  };
}

function lineOf(rubric: Rubric, { kind, text, indicator, at }: Piece, number: number): Sentence {
  const name = { key: nameKey(rubric.id, indicator) };
  if (kind === 'story') return { key: 'act.evidence.line.story', params: { number, name, text: startOf(text ?? '') } };
  return { key: `act.evidence.line.${kind}`, params: { number, name, at: { date: at.toISOString() } } };
}

function optionOf({ id, kind }: Piece, number: number, publicUrl: string) {
  const url = kind === 'story' ? null : publicUrl + viewUrl(id);
  return { id, label: { key: `act.evidence.option.${kind}`, params: { number } }, url };
}

function startOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  const letters = [...line];
  return letters.length <= STORY_START ? line : `${letters.slice(0, STORY_START).join('').trimEnd()}…`;
}
