/** Households that somebody else writes down for them: of a ward's list, or of a khu phố's sheet. */
import type { Deps } from '../deps.ts';
import { nameKey } from '../household/head-name.ts';
import { codeFrom } from '../household/household-code.ts';

export interface WrittenHousehold {
  /** Absent: it gets one. */
  id?: string;
  areaId: string;
  /** Null: the ward has given it none. */
  houseCode: string | null;
  /** Empty: nobody may be named. */
  headName: string;
  residence: 'permanent' | 'temporary';
}

/** Codes that fall together with others are drawn again. */
const MAX_DRAWS = 5;

/** Ids in the order given. Whoever adds to an area holds a lock on it, so that house codes do not fall together. */
export async function insertHouseholds(deps: Deps, households: readonly WrittenHousehold[]): Promise<string[]> {
  const at = deps.clock.now();
  const rows = households.map((household) => ({ id: deps.ids.next(), ...household, headNameKey: nameKey(household.headName) }));
  let left = rows;
  for (let draw = 0; left.length > 0 && draw < MAX_DRAWS; draw++) {
    const drawn = JSON.stringify(left.map((row) => ({ ...row, code: codeFrom(deps.ids.next()) })));
    const inserted = await deps.db.$queryRaw<{ id: string }[]>`
      INSERT INTO "Household" (id, code, "areaId", "houseCode", "headName", "headNameKey", residence, "createdAt", "updatedAt")
      SELECT id, code, "areaId", "houseCode", "headName", "headNameKey", residence::"ResidenceKind", ${at}, ${at}
      FROM jsonb_to_recordset(${drawn}::jsonb)
        AS x(id uuid, code text, "areaId" uuid, "houseCode" text, "headName" text, "headNameKey" text, residence text)
      ON CONFLICT (code) DO NOTHING RETURNING id`;
    const done = new Set(inserted.map(({ id }) => id));
    left = left.filter(({ id }) => !done.has(id));
  }
  if (left.length > 0) throw new Error('No free household codes were found');
  return rows.map(({ id }) => id);
}
