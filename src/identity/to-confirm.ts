/**
 * Somebody registered the household `h` in chat, and no officer has said yet that they are who they say. Those whom officers wrote down
 * themselves wait for nobody. Members are looked for one by one (`OFFSET 0`): for many, the planner would read every member of the city.
 */
export const toConfirmSql = `(h."verifiedAt" IS NULL AND h."mergedIntoId" IS NULL
  AND EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL OFFSET 0))`;
