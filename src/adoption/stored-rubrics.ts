/** The stored versions of a title's rubrics, with the words that households read in them. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { type Rubric, rubric as rubricSchema } from '../rubric/definition.ts';
import { type LookUp, withWords } from '../rubric/words.ts';

export interface StoredRubric {
  versionId: string;
  createdAt: Date;
  rubric: Rubric;
}

/** Newest first. */
export async function storedRubrics({ db }: Pick<Deps, 'db'>): Promise<StoredRubric[]> {
  const rows = await db.rubricVersion.findMany({ where: { title: TITLE }, orderBy: [{ createdAt: 'desc' }, { version: 'desc' }] });
  return rows.map(({ id, createdAt, body }) => ({ versionId: id, createdAt, rubric: rubricSchema.parse(body) }));
}

/** Null: there is no such version of this title. */
export async function storedRubric({ db }: Pick<Deps, 'db'>, versionId: string): Promise<StoredRubric | null> {
  const row = await db.rubricVersion.findFirst({ where: { id: versionId, title: TITLE } });
  return row && { versionId: row.id, createdAt: row.createdAt, rubric: rubricSchema.parse(row.body) };
}

/** The words of files of sentences. */
export function wordsIn(locale: Locale): LookUp {
  return (key, language) => (locale.languages.includes(language) ? locale.keys(language).get(key)?.text : undefined);
}

/** As households read it. */
export function inWords(rubric: Rubric, locale: Locale): Rubric {
  return withWords(rubric, wordsIn(locale));
}
