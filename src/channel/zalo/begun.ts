/**
 * Messages that went in part: Zalo takes a picture and the words under it one by one, and the ledger, which knows of whole
 * messages, has the same one sent again when it takes one and not the other. In memory, and no longer than the ledger tries: a
 * process that ends in between has the first part shown once more.
 */
import { createHash } from 'node:crypto';
import type { RenderedMessage } from '../channel.ts';

export interface Begun {
  /** Steps that went, with what Zalo calls each; to be added to. The same again for the same message to the same person. */
  stepsOf(to: string, message: RenderedMessage, now: number): string[];
  /** It has gone as a whole, or never will. */
  forget(to: string, message: RenderedMessage): void;
}

const KEPT_MS = 24 * 60 * 60 * 1000;
const MAX_KEPT = 10_000;

export function createBegun(): Begun {
  /** Oldest first. Of a message only a hash is kept. */
  const kept = new Map<string, { steps: string[]; until: number }>();

  return {
    stepsOf(to, message, now) {
      for (const [key, { until }] of kept) {
        if (until > now && kept.size < MAX_KEPT) break;
        kept.delete(key);
      }
      const key = keyOf(to, message);
      const one = kept.get(key) ?? { steps: [], until: now + KEPT_MS };
      kept.set(key, one);
      return one.steps;
    },
    forget(to, message) {
      kept.delete(keyOf(to, message));
    },
  };
}

function keyOf(to: string, message: RenderedMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([to, message]))
    .digest('base64');
}
