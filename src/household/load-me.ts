/** Where accounts stand, all at once: for the menu. */
import { type AssessmentStatus, statusesOf } from '../assessment/status-of.ts';
import type { Deps, RawDeps } from '../deps.ts';
import { type Consents, type NewestAct, standingAmong } from '../privacy/consent-of.ts';
import { controllerSql, membersSql } from './member-sql.ts';
import { placeOf } from './places.ts';

export interface Me extends ReturnType<typeof placeOf>, AssessmentStatus {
  /** Of the household. */
  code: string;
  verified: boolean;
  consents: Consents;
  /** Purpose 1 was refused here, but another account of the household agrees to it. */
  othersGoOn: boolean;
  stopped: boolean;
}

/** Null: not a member of any household. */
export async function loadMe(deps: Deps, { accountId }: { accountId: string }): Promise<Me | null> {
  return (await loadMany(deps, [accountId])).get(accountId) ?? null;
}

/** By account; absent is who is not a member of any household. */
export async function loadMany(deps: RawDeps, accountIds: readonly string[]): Promise<Map<string, Me>> {
  const rows = await deps.db.$queryRawUnsafe<MeRow[]>(meSql, accountIds);
  const statuses = await statusesOf(
    deps,
    rows.map(({ accountId }) => accountId),
  );
  return new Map(
    rows.map(({ accountId, code, verified, stopped, area, controllerId, acts, othersAgree }) => {
      const consents = standingAmong(acts ?? {}, controllerId);
      const status = statuses.get(accountId);
      if (!status) throw new Error(`Account ${accountId} has no file`);
      const othersGoOn = consents.selfAssessment === false && othersAgree;
      return [accountId, { code, ...placeOf(area), verified, ...status, consents, othersGoOn, stopped }];
    }),
  );
}

interface MeRow {
  accountId: string;
  code: string;
  verified: boolean;
  stopped: boolean;
  area: Parameters<typeof placeOf>[0];
  controllerId: string;
  /** By purpose. */
  acts: Record<string, NewestAct> | null;
  othersAgree: boolean;
}

const meSql = `
SELECT m."accountId", h.code, h."verifiedAt" IS NOT NULL AS verified, account."stoppedAt" IS NOT NULL AS stopped,
  json_build_object('id', area.id, 'name', area.name, 'kind', area.kind,
    'unit', json_build_object('code', unit.code, 'name', unit.name)) AS area,
  controller.id AS "controllerId",
  (SELECT json_object_agg(newest.purpose, json_build_object('act', newest.act, 'organisationId', newest."organisationId")) FROM (
    SELECT DISTINCT ON (purpose) purpose, act, "organisationId" FROM "Consent"
    WHERE "accountId" = m."accountId" ORDER BY purpose, at DESC, id DESC) newest) AS acts,
  EXISTS (
    SELECT 1 FROM "Membership" other CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent"
      WHERE "accountId" = other."accountId" AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) theirs
    WHERE other."householdId" = h.id AND other."to" IS NULL AND other."accountId" <> m."accountId"
      AND theirs.act = 'given' AND theirs."organisationId" = controller.id) AS "othersAgree"
FROM (${membersSql}) m
JOIN "Account" account ON account.id = m."accountId"
JOIN "Household" h ON h.id = m."householdId"
JOIN "Area" area ON area.id = h."areaId"
JOIN "Unit" unit ON unit.code = area."unitCode"
LEFT JOIN LATERAL (${controllerSql}) controller ON true`;
