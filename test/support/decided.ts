/** Decisions as they stand once they took effect: for tests of what households hear of them. */
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { groundToKeep, judgedNow } from '../../src/decision/kept-ground.ts';
import type { Deps } from '../../src/deps.ts';
import { codeFrom } from '../../src/household/household-code.ts';

export interface DecidedOptions {
  unitCode: string;
  householdIds: readonly string[];
  outcome?: 'recognised' | 'notRecognised';
  number?: string;
  reason?: string | null;
  state?: 'issued' | 'planned';
  /** Why each of them was left out; null: it was not. */
  left?: string | null;
  /** Who wrote it down; nobody that is known, unless said. */
  confirmedBy?: string;
  /** When it was signed. */
  date?: string;
  /** The code of a household that was erased: the line leads to nobody. */
  erased?: string;
}

/** @returns the lines, in the order of the households */
export async function decision(deps: Deps, options: DecidedOptions): Promise<{ id: string; lookup: string }[]> {
  const {
    unitCode,
    householdIds,
    outcome = 'recognised',
    number = '123/QĐ-UBND',
    reason = null,
    state = 'issued',
    left = null,
    confirmedBy = deps.ids.next(),
    date = '2026-12-10',
    erased,
  } = options;
  const now = deps.clock.now();
  const { id: seasonId } = await seasonOf(deps, unitCode);
  const decisionId = deps.ids.next();
  // One at a time is on its way.
  if (state === 'planned') await deps.db.decision.updateMany({ where: { unitCode, seasonId, state }, data: { state: 'stopped' } });
  const kind = outcome === 'recognised' ? 'recognition' : 'correction';
  const ground = await groundToKeep(deps, { kind, unitCode, judged: await judgedNow(deps, seasonId) });
  await deps.db.decision.create({
    data: {
      ...ground,
      ...{ id: decisionId, unitCode, seasonId, title: TITLE, kind, state, number },
      ...{ date: new Date(date), signer: 'Lê Văn Ký', signerTitle: 'Chủ tịch', confirmedBy, confirmedAt: now },
      issuedAt: state === 'issued' ? now : null,
    },
  });
  const lines = [];
  for (const [index, householdId] of householdIds.entries()) {
    const household = await deps.db.household.findUniqueOrThrow({ where: { id: householdId }, include: { area: true } });
    const assessment = await deps.db.assessment.findFirst({ where: { householdId, seasonId, title: TITLE } });
    const id = deps.ids.next();
    const lookup = codeFrom(`${id}.lookup`);
    const { headName: head, areaId, area } = household;
    const whose = erased === undefined ? { assessmentId: assessment?.id ?? null, householdId, code: household.code } : { code: erased };
    await deps.db.decisionLine.create({
      data: {
        ...{ id, decisionId, position: index + 1, ...whose, head, areaId, area: area.name },
        ...{ outcome, reason, seen: '0.1', lookup, left },
      },
    });
    if (state === 'issued' && left === null && assessment)
      await deps.db.assessment.update({ where: { id: assessment.id }, data: { stage: outcome } });
    lines.push({ id, lookup });
  }
  return lines;
}
