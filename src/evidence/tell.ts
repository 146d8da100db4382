/** A story in words, as evidence: it always suffices. */
import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { type AddOptions, type AddResult, type InHand, noteChange, withFileInHand } from './file-in-hand.ts';
import { type EvidenceLimits, evidenceLimits } from './limits.ts';

/** Adds a story to an indicator. The same words twice are one story. */
export async function tellStory(
  deps: Deps,
  options: AddOptions & { text: string },
  limits: EvidenceLimits = evidenceLimits,
): Promise<AddResult> {
  const text = options.text.normalize('NFC').trim();
  if (text === '') return { outcome: 'refused', value: { why: { key: 'act.evidence.emptyStory' } } };
  if (text.length > limits.storyLength) {
    return { outcome: 'refused', value: { why: { key: 'act.evidence.longStory', params: { limit: limits.storyLength } } } };
  }
  return withFileInHand(deps, options, (inHand) => add(deps, options, inHand, text, limits));
}

async function add(
  deps: Deps,
  { accountId, item, inboxId }: AddOptions,
  { file }: InHand,
  text: string,
  limits: EvidenceLimits,
): Promise<Sentence | null> {
  const assessmentId = file.assessment.id;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const told = await deps.db.evidence.findMany({
    where: { assessmentId, indicator: item, kind: 'story', removedAt: null },
    select: { sha256: true },
  });
  if (told.some((story) => story.sha256 === sha256)) return null;
  if (told.length >= limits.storiesPerIndicator) return { key: 'act.evidence.storyCount', params: { limit: limits.storiesPerIndicator } };
  const id = deps.ids.next();
  await deps.db.evidence.create({
    data: { id, assessmentId, indicator: item, kind: 'story', text, sha256, enteredBy: accountId, inboxId, at: deps.clock.now() },
  });
  await noteChange(deps, { accountId, assessmentId, action: 'evidence.tell', detail: { evidence: id, indicator: item } });
  return null;
}
