/** What stands on every paper of a ward, and whether its papers are more than a trial. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { controllerOf } from '../household/controller-of.ts';

export interface PaperGround {
  unitCode: string;
  unit: string;
  organisation: string;
  organisationId: string;
  seasonId: string;
  year: number;
  /** The document by which the rubric was adopted. */
  basis: string;
  /** Nobody has adopted the rubric, or the season is one for trying. */
  trial: boolean;
}

export const NO_BASIS = 'bảng điểm thử, chưa được công nhận';

export async function groundOf(deps: Deps, { code, name }: { code: string; name: string }): Promise<PaperGround> {
  const season = await seasonOf(deps, code);
  const { id, name: organisation } = await controllerOf(deps, code);
  const key = { organisationId: season.organisationId, title: TITLE, seasonId: season.id };
  const inForce = await deps.db.rubricInForce.findUnique({ where: { organisationId_title_seasonId: key } });
  const adopted = inForce !== null && inForce.adoptedAt !== null;
  return {
    unitCode: code,
    unit: name,
    organisation,
    organisationId: id,
    seasonId: season.id,
    year: season.year,
    basis: (adopted && inForce.document) || NO_BASIS,
    trial: !adopted || season.trial,
  };
}
