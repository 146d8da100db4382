/** Photos and PDFs, as evidence. They were cleaned and stored before this turn (receive-file.ts). */
import type { Deps } from '../deps.ts';
import type { ReceivedMedia, Sentence } from '../flow/session.ts';
import { queueBlobDeletion } from './blob-deletion.ts';
import { isBlobKey } from './blob-store.ts';
import { type AddOptions, type AddResult, type InHand, noteChange, withFileInHand } from './file-in-hand.ts';
import { type EvidenceLimits, evidenceLimits } from './limits.ts';

/**
 * Attaches files to an indicator: all that fit, in their order. The file of the same bytes as one that is there already
 * is not taken twice. What is not taken is deleted.
 */
export async function attachFiles(
  deps: Deps,
  options: AddOptions & { media: readonly ReceivedMedia[] },
  limits: EvidenceLimits = evidenceLimits,
): Promise<AddResult> {
  const media = options.media.filter(({ blobKey, thumbKey }) => isBlobKey(blobKey) && (thumbKey === null || isBlobKey(thumbKey)));
  let looked = false;
  const result = await withFileInHand(deps, options, (inHand) => {
    looked = true;
    return addAll(deps, options, inHand, media, limits);
  });
  if (!looked) await letGo(deps, media);
  return result;
}

/** What the household has handed in for this assessment already, as far as limits look at it. */
interface Held {
  sha256s: Set<string>;
  filesHere: number;
  files: number;
  bytes: number;
}

async function addAll(
  deps: Deps,
  options: AddOptions,
  { file, indicator }: InHand,
  media: readonly ReceivedMedia[],
  limits: EvidenceLimits,
): Promise<Sentence | null> {
  const held = await heldBy(deps, file.assessment.id, options.item);
  const refused: Sentence[] = [];
  for (const one of media) {
    const why = refusal(one, held, indicator.evidence?.accepts ?? [], limits);
    if (why) {
      refused.push(why);
      await letGo(deps, [one]);
      continue;
    }
    await add(deps, options, file.assessment.id, one);
    held.sha256s.add(one.sha256);
    held.filesHere++;
    held.files++;
    held.bytes += one.bytes;
  }
  const [why] = refused;
  const taken = media.length - refused.length;
  return why && taken > 0 ? { key: 'act.evidence.partly', params: { taken, why } } : (why ?? null);
}

/** Limits count over one assessment: what people can look at and delete. The lock on the household holds everyone else off. */
async function heldBy({ db }: Deps, assessmentId: string, indicator: string): Promise<Held> {
  const files = await db.evidence.findMany({
    where: { assessmentId, kind: { not: 'story' }, removedAt: null },
    select: { indicator: true, sha256: true, bytes: true },
  });
  const here = files.filter((file) => file.indicator === indicator);
  return {
    sha256s: new Set(here.map(({ sha256 }) => sha256)),
    filesHere: here.length,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
  };
}

function refusal(one: ReceivedMedia, held: Held, accepts: readonly string[], limits: EvidenceLimits): Sentence | null {
  if (!accepts.includes(one.kind)) return { key: `act.evidence.no.${one.kind}` };
  if (held.sha256s.has(one.sha256)) return { key: 'problem:fileSame' };
  if (held.filesHere >= limits.filesPerIndicator) return { key: 'problem:fileCount' };
  const full = held.files >= limits.filesPerHousehold || held.bytes + one.bytes > limits.bytesPerHousehold;
  return full ? { key: 'problem:fileTotal' } : null;
}

async function add(deps: Deps, { accountId, item, inboxId }: AddOptions, assessmentId: string, media: ReceivedMedia): Promise<void> {
  const id = deps.ids.next();
  const { kind, blobKey, thumbKey, mediaType, bytes, width, height, sha256 } = media;
  await deps.db.evidence.create({
    data: {
      id,
      assessmentId,
      indicator: item,
      kind,
      blobKey,
      thumbKey,
      mediaType,
      bytes,
      width,
      height,
      sha256,
      enteredBy: accountId,
      inboxId,
      at: deps.clock.now(),
    },
  });
  await noteChange(deps, { accountId, assessmentId, action: 'evidence.attach', detail: { evidence: id, indicator: item, bytes } });
}

async function letGo(deps: Deps, media: readonly ReceivedMedia[]): Promise<void> {
  await queueBlobDeletion(
    deps,
    media.flatMap(({ blobKey, thumbKey }) => [blobKey, thumbKey]),
  );
}
