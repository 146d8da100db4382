/** What stands with a message, brought to Zalo first: pictures shrunk to what it takes, documents as they are. */
import { fileTypeFromBuffer } from 'file-type';
import type { Clock } from '../../deps.ts';
import { type RenderedMessage, SendFailure } from '../channel.ts';
import type { Api, Data, Upload } from './api.ts';
import { ZaloFailure } from './failure.ts';
import { sendFailure } from './failures.ts';
import { fitPicture } from './fit-picture.ts';

export type Media = NonNullable<RenderedMessage['media']>;

/** What a message names it by. */
export type Attachment = { kind: 'picture'; id: string } | { kind: 'file'; token: string };

export interface Attachments {
  /** The same picture for many people goes up once. @throws SendFailure, ZaloFailure */
  bring(media: Media): Promise<Attachment>;
  /** Zalo does not know it any more. */
  forget(media: Media): void;
}

export interface AttachmentsParts {
  api: Pick<Api, 'upload'>;
  clock: Clock;
  /** The bytes behind an address. What it throws may pass. */
  fetch(url: string): Promise<Uint8Array>;
}

const UPLOAD_PICTURE = '/v2.0/oa/upload/image';
const UPLOAD_FILE = '/v2.0/oa/upload/file';
const DAY = 24 * 60 * 60 * 1000;
/** Zalo keeps them for seven. */
const KEPT_MS = 6 * DAY;
const MAX_KEPT = 200;
const MAX_FILE_BYTES = 5_000_000;
/** By what the bytes say; the ending tells Zalo. An old Word file is a compound file. */
const documents: Readonly<Record<string, { ending: string; type: string }>> = {
  pdf: { ending: 'pdf', type: 'application/pdf' },
  docx: { ending: 'docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  cfb: { ending: 'doc', type: 'application/msword' },
};

export function createAttachments({ api, clock, fetch }: AttachmentsParts): Attachments {
  const kept = new Map<string, { until: number; bringing: Promise<Attachment> }>();

  async function take(media: Media): Promise<Attachment> {
    const bytes = await fetch(media.url).catch(() => {
      throw new SendFailure('later', 'attachment');
    });
    const { ext = '' } = (await fileTypeFromBuffer(bytes).catch(() => undefined)) ?? {};
    const document = documents[ext];
    if (!document) return { kind: 'picture', id: await upload(UPLOAD_PICTURE, await shrunk(bytes), 'attachment_id') };
    if (bytes.byteLength > MAX_FILE_BYTES) throw new SendFailure('refused', 'attachmentTooLarge', { unasked: true });
    const file = { name: `${nameOf(media)}.${document.ending}`, type: document.type, bytes };
    return { kind: 'file', token: await upload(UPLOAD_FILE, file, 'token') };
  }

  async function shrunk(bytes: Uint8Array): Promise<Upload> {
    return fitPicture(bytes).catch(() => {
      throw new SendFailure('refused', 'attachment');
    });
  }

  async function upload(path: string, file: Upload, key: string): Promise<string> {
    const id = (await api.upload(path, file).catch((error: unknown) => withoutDoubt(error, clock.now())))[key];
    // It takes what it does not like, and gives nothing for it.
    if (typeof id !== 'string' || id === '') throw new SendFailure('refused', 'attachment');
    return id;
  }

  function makeRoom(): void {
    for (const url of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT + 1))) kept.delete(url);
  }

  return {
    bring(media) {
      const now = clock.now().getTime();
      const known = kept.get(media.url);
      if (known && now < known.until) return known.bringing;
      kept.delete(media.url);
      makeRoom();
      const bringing = take(media);
      kept.set(media.url, { until: now + KEPT_MS, bringing });
      bringing.catch(() => {
        if (kept.get(media.url)?.bringing === bringing) kept.delete(media.url);
      });
      return bringing;
    },
    forget({ url }) {
      kept.delete(url);
    },
  };
}

/** Whether it came up nobody knows; the message that it was for certainly did not. */
function withoutDoubt(error: unknown, now: Date): Data {
  if (!(error instanceof ZaloFailure)) throw error;
  const { kind, reason, wholeChannel } = sendFailure(error, now);
  throw kind === 'unknown' ? new SendFailure('later', reason, { wholeChannel }) : error;
}

/** What people see in the chat. */
function nameOf({ alt }: Media): string {
  const name = alt
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return name === '' ? 'tai-lieu' : name;
}
