/** Acts about places and codes. */
import { findAreas, findUnplaced } from '../../household/find-area.ts';
import { findUnits } from '../../household/find-unit.ts';
import { resolveCode } from '../../household/resolve-code.ts';
import type { Acts } from './act.ts';

export const placeActs = {
  'code.resolve': async (deps, { accountId, services }, { code }) => {
    const { outcome, ...value } = await resolveCode(deps, { accountId, code, secret: services.secret });
    return { outcome, value } as Awaited<ReturnType<Acts['code.resolve']>>;
  },
  'unit.search': async (deps, _context, args) => findUnits(deps, args) as ReturnType<Acts['unit.search']>,
  'area.search': async (deps, _context, args) => findAreas(deps, args) as ReturnType<Acts['area.search']>,
  'area.unplaced': (deps, _context, args) => findUnplaced(deps, args),
} satisfies Partial<Acts>;
