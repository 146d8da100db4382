/**
 * What an officer is told of a morning, in one message: of their own places, then of the whole city where they are of it, then what else
 * waits. What says the same as another yields to it.
 */
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import { DIGEST, digestFor } from '../officer/digest-for.ts';
import type { Scope } from '../officer/scope.ts';
import { takeOccasions, wasToldJustNow } from '../officer/tell-once.ts';
import type { PictureSecret } from '../report/picture-address.ts';
import { localDate } from '../season/calendar.ts';
import type { OfficersDue } from './due-for-officers.ts';
import { inOne } from './in-one.ts';
import { type CityNow, cityNotice } from './notice-for-city.ts';
import { placesNotice } from './notice-for-places.ts';

export interface Morning {
  /** In the order in which they fall due. */
  dues: readonly OfficersDue[];
  /** Ids of all rules about officers. */
  rules: readonly string[];
  /** Null: none of it is about the city. */
  city: CityNow | null;
  pictures: PictureSecret | undefined;
}

/** Null: nothing is to be said, or they were told something this morning. In the transaction of tellTogether. */
export async function morningNotice(deps: Deps, scope: Scope, { dues, rules, city, pictures }: Morning): Promise<Notice | null> {
  const { officerId } = scope;
  if (dues.length === 0 || (await wasToldJustNow(deps, officerId, [...rules, DIGEST]))) return null;
  const [ofCity, own] = [dues.filter(({ rule }) => rule.who === 'city'), dues.filter(({ rule }) => rule.who !== 'city')];
  const places = own.length > 0 ? await placesNotice(deps, scope, { dues: own, pictures }) : null;
  const whole = city && ofCity.length > 0 ? await cityNotice(deps, scope, { dues: ofCity, now: city, pictures }) : null;
  const said = [places?.notice, whole].flatMap((one) => one ?? []);
  if (said.length === 0) return null;
  const waits = scope.wards.length > 0 ? await alsoWaits(deps, scope, places?.whole ?? false) : null;
  return inOne([...said, ...(waits ? [waits] : [])]);
}

/** What src/officer/send-digests.ts would say by itself. @param withoutQueue how many forms wait is said already */
async function alsoWaits(deps: Deps, scope: Scope, withoutQueue: boolean): Promise<Notice | null> {
  const today = localDate(deps.clock.now());
  const [taken] = await takeOccasions(deps, scope.officerId, [{ rule: DIGEST, date: today }]);
  return taken ? digestFor(deps, { scope, today, withoutQueue }) : null;
}
