/** The real world behind the inputs of the domain: the machine's clock, and ids that sort by time. */
import { v7 } from 'uuid';
import type { Clock, Ids } from './deps.ts';

export const systemClock: Clock = { now: () => new Date() };

export const systemIds: Ids = { next: () => v7() };
