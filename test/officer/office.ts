/** Officers of a test: who hold their duties through the use cases that give them. */
import type { Deps } from '../../src/deps.ts';
import type { Role } from '../../src/officer/duty.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { takeOffice } from '../../src/officer/take-office.ts';
import { newAccount, SECRET_KEY } from '../support/family.ts';
import { telling } from '../support/officers.ts';

/** Phường Bến Cát, and a ward beside it. */
export const WARD = '25813';
export const OTHER_WARD = '25966';

export interface Officer {
  accountId: string;
  officerId: string;
}

export interface Places {
  /** Khu phố 1 and 2 of WARD, and one of OTHER_WARD. */
  first: string;
  second: string;
  elsewhere: string;
}

export async function makePlaces({ db, ids }: Deps): Promise<Places> {
  const make = async (unitCode: string, name: string) => {
    const id = ids.next();
    await db.area.create({ data: { id, unitCode, name, kind: 'quarter' } });
    return id;
  };
  return {
    first: await make(WARD, 'Khu phố 1'),
    second: await make(WARD, 'Khu phố 2'),
    elsewhere: await make(OTHER_WARD, 'Khu phố 1'),
  };
}

export interface Wanted {
  role: Role;
  unitCode?: string;
  areaId?: string;
  name?: string;
}

/** A code of the operator's. */
export async function invitation(deps: Deps, { name = 'Trần Thị Bình', ...duty }: Wanted): Promise<string> {
  const invited = await inviteOfficer(deps, { by: null, ...duty, name, secret: SECRET_KEY });
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  return invited.code;
}

/** @param accountId a new chat if absent */
export async function newOfficer(deps: Deps, wanted: Wanted, accountId?: string): Promise<Officer> {
  const chat = accountId ?? (await newAccount(deps));
  const taken = await takeOffice(deps, {
    accountId: chat,
    code: await invitation(deps, wanted),
    secret: SECRET_KEY,
    tell: telling.officer,
  });
  if (taken.outcome !== 'taken') throw new Error(taken.outcome);
  return { accountId: chat, officerId: taken.officerId };
}

export async function scopeNow(deps: Deps, officerId: string): Promise<Scope> {
  const scope = await scopeOf(deps, officerId);
  if (!scope) throw new Error('They hold no duty');
  return scope;
}
