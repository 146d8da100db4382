/** What members are told when an officer sets right which household is whose. */
import { spacedCode } from '../household/household-code.ts';
import type { Notice } from '../household/tell-household.ts';

/** @param code of the household that is kept */
export function mergedNotice(code: string): Notice {
  return notice('merged', code);
}

/** @param code of the household that they are in again */
export function partedNotice(code: string): Notice {
  return notice('parted', code);
}

/** The khu phố where an officer put the household. The names of places do not travel. */
export function placedNotice(params: { area: string; unit: string }): Notice {
  return { text: { key: 'identity.placed', params }, away: { key: 'identity.placedAway' }, buttons: [{ key: 'common.human' }] };
}

/** To those who are in it still. */
export const unlinkedNotice: Notice = notice('unlinked', null);

/** To whoever holds the telephone that was lost: nothing of whose it was. */
export const outNotice: Notice = notice('out', null);

function notice(name: string, code: string | null): Notice {
  const text = code === null ? { key: `identity.${name}` } : { key: `identity.${name}`, params: { code: spacedCode(code) } };
  return { text, away: { key: `identity.${name}${code === null ? '' : 'Away'}` }, buttons: [] };
}
