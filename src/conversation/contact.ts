/** What an update is, before anybody reads what it says. Pure. */
import type { Inbound } from '../channel/channel.ts';

export type Silent = Extract<Inbound, { type: 'reach' | 'human' | 'withdraw' }>;

/** Not a word to the conversation: nothing is answered. */
export function isSilent(inbound: Inbound): inbound is Silent {
  return inbound.type === 'reach' || inbound.type === 'human' || inbound.type === 'withdraw';
}

/** The person wrote, or followed us, which counts as much: they can be written to, and what was held for them goes. */
export function isContact(inbound: Inbound | null): boolean {
  return inbound !== null && (!isSilent(inbound) || (inbound.type === 'reach' && inbound.reachable));
}
