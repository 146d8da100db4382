/** Those who said that they do not agree, with not being proposed or with an answer that officers changed, and whom nobody has answered: what officers see first. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { objecting } from '../review/objecting.ts';
import { readFiles } from '../review/read-files.ts';
import { outcomesIn } from './outcomes-in.ts';

export interface Objection {
  /** What it disagrees with. */
  to: 'outcome' | 'change';
  assessmentId: string;
  areaId: string;
  unitCode: string;
  head: string;
  code: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** What the household said, in its own words. */
  words: string;
  at: Date;
}

/** Of one page; more than that has no khu phố at once. */
const PAGE = 50;

/** The longest waiting first. The audit keeps that they were read. */
export async function listObjections(deps: Deps, { scope }: { scope: Scope }): Promise<Objection[]> {
  const rows = (await outcomesIn(deps, { scope })).flatMap((place) => place.rows).filter(({ state }) => state === 'objected');
  const outcomes = new Set(rows.map(({ assessmentId }) => assessmentId));
  const changes = await objecting(deps, { scope });
  if (outcomes.size + changes.length === 0) return [];
  const files = await readFiles(deps, { id: { in: [...outcomes, ...changes] } });
  const listed = files
    .flatMap(({ id, household, area, reviews }): Objection[] => {
      const said = reviews.findLast(({ act }) => act === 'object');
      const place = { areaId: area.id, unitCode: area.unitCode, area: area.placed ? area.name : null };
      return said
        ? [
            {
              to: outcomes.has(id) ? 'outcome' : 'change',
              assessmentId: id,
              head: household.headName,
              code: household.code,
              ...place,
              words: said.reason ?? '',
              at: said.at,
            },
          ]
        : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(0, PAGE);
  const officer = `officer:${scope.officerId}`;
  await audit(deps, { actor: officer, action: 'outcome.list', subject: officer, detail: { files: listed.length } });
  return listed;
}
