/** Acts about evidence. */
import { attachFiles } from '../../evidence/attach.ts';
import { listEvidence } from '../../evidence/list.ts';
import { removeEvidence } from '../../evidence/remove.ts';
import { tellStory } from '../../evidence/tell.ts';
import type { ReceivedMedia } from '../../flow/session.ts';
import type { Acts } from './act.ts';

export const evidenceActs = {
  'evidence.tell': (deps, { accountId, inboxId }, { item, text }) => tellStory(deps, { accountId, item, text, inboxId }),
  // The door (receive.ts) has checked what a file says of itself.
  'evidence.attach': (deps, { accountId, inboxId }, { item, media }) =>
    attachFiles(deps, { accountId, item, media: media as ReceivedMedia[], inboxId }),
  'evidence.list': (deps, { accountId, abroad, onOurPage, pageLink }, { item }) =>
    listEvidence(deps, { accountId, item, abroad, pageLink, onOurPage }),
  'evidence.remove': (deps, { accountId }, { evidence }) => removeEvidence(deps, { accountId, evidence }),
} satisfies Partial<Acts>;
