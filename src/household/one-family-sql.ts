/**
 * Ids of a household and of those that were merged into it, on whatever way: what one of them signed, or took back, holds for all.
 * @param household SQL of its id
 */
export function oneFamilySql(household: string): string {
  return `WITH RECURSIVE one AS (
    SELECT ${household} AS id UNION ALL SELECT merged.id FROM one JOIN "Household" merged ON merged."mergedIntoId" = one.id) SELECT id FROM one`;
}
