/** What a household has handed in, to look at and to choose from. */
import { fileOf } from '../assessment/file-of.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Rubric } from '../rubric/definition.ts';
import { nameOf } from '../rubric/sentences.ts';
import { viewUrl } from './open-file.ts';

/** What opens in a page has an address, a story its words. */
interface PieceOption {
  id: string;
  label: Sentence;
  url: string | null;
  value: { story: string };
}

type Listed =
  | { outcome: 'listed'; value: { lines: Sentence[]; options: PieceOption[]; page: string | null } }
  | { outcome: 'nothing'; value: Record<string, never> };

/** The page with all pieces, for whoever cannot open them one by one beside the conversation. */
export const EVIDENCE_PAGE = '/evidence';

export interface Piece {
  id: string;
  indicator: string;
  kind: 'story' | 'photo' | 'pdf';
  text: string | null;
  at: Date;
}

/** Enough of a story to know which one it is. */
const STORY_START = 60;

export interface ListOptions {
  accountId: string;
  /** An indicator; null: all. */
  item: string | null;
  /** Its words are said over servers abroad: no story is quoted. */
  abroad: boolean;
  /** Its browser may open the files from the list; elsewhere they are on the page of all pieces. */
  onOurPage: boolean;
  /** The link to a page of one's own. */
  pageLink(path: string): Promise<string>;
}

/** The pieces, oldest first and numbered: to be looked at, and to choose from. */
export async function listEvidence(deps: Deps, options: ListOptions): Promise<Listed> {
  const found = await piecesOf(deps, options);
  if (!found) return { outcome: 'nothing', value: {} };
  const { rubric, pieces } = found;
  const { abroad, onOurPage, pageLink } = options;
  return {
    outcome: 'listed',
    value: {
      lines: pieces.map((piece, index) => lineOf(rubric, piece, index + 1, abroad)),
      options: pieces.map((piece, index) => optionOf(piece, index + 1, onOurPage)),
      page: onOurPage ? null : await pageLink(EVIDENCE_PAGE),
    },
  };
}

/** The pieces of one indicator, or of all when `item` is null, oldest first; null when there are none. */
export async function piecesOf(
  deps: Deps,
  { accountId, item }: Pick<ListOptions, 'accountId' | 'item'>,
): Promise<{ rubric: Rubric; pieces: Piece[] } | null> {
  const file = await fileOf(deps, accountId);
  if (!file?.assessment) return null;
  const pieces: Piece[] = await deps.db.evidence.findMany({
    where: { assessmentId: file.assessment.id, removedAt: null, ...(item !== null && { indicator: item }) },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, indicator: true, kind: true, text: true, at: true },
  });
  return pieces.length > 0 ? { rubric: file.rubric, pieces } : null;
}

function lineOf(rubric: Rubric, { kind, text, indicator, at }: Piece, number: number, abroad: boolean): Sentence {
  const params = { number, name: nameOf(rubric, indicator), at: { date: at.toISOString() } };
  if (kind !== 'story') return { key: `act.evidence.line.${kind}`, params };
  if (abroad) return { key: 'act.evidence.line.storyAway', params };
  return { key: 'act.evidence.line.story', params: { ...params, story: startOf(text ?? '') } };
}

function optionOf({ id, kind, text }: Piece, number: number, onOurPage: boolean): PieceOption {
  const url = kind === 'story' || !onOurPage ? null : viewUrl(id);
  return { id, label: { key: `act.evidence.option.${kind}`, params: { number } }, url, value: { story: text ?? '' } };
}

function startOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  const letters = [...line];
  return letters.length <= STORY_START ? line : `${letters.slice(0, STORY_START).join('').trimEnd()}…`;
}
