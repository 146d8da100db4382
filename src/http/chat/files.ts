/** Photos and PDFs from the page: cleaned and stored first, then handed to the conversation as one update. */
import type { Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import type { Visitor } from '../../channel/web/session.ts';
import { fileLimits } from '../../evidence/limits.ts';
import { receiveFile } from '../../evidence/receive-file.ts';
import type { ReceivedMedia } from '../../flow/session.ts';
import { Problem } from '../../problems.ts';
import { asProblem } from '../errors.ts';
import type { Loads } from '../limits.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { keySchema } from './messages.ts';
import { createUploadRoom, MAX_FILES } from './upload-room.ts';

const FIELD = 'file';

const parse = multer({
  storage: multer.memoryStorage(),
  limits: {
    fileSize: fileLimits.bytes,
    files: MAX_FILES,
    fields: 1,
    fieldNameSize: 20,
    fieldSize: 100,
    parts: MAX_FILES + 1,
    headerPairs: 20,
  },
}).array(FIELD, MAX_FILES);

export function filesRoute(parts: Parts, limits: Loads): RequestHandler {
  const room = createUploadRoom(limits);
  return forVisitor(async (visitor, request, response) => {
    if (!request.is('multipart/form-data')) throw new Problem('unsupportedMedia');
    const leave = room.enter(request);
    try {
      const key = await take(parts, visitor, request, response);
      response.status(202).json({ key });
    } finally {
      // Only now, not when the connection closes: the bytes are held until they are cleaned.
      leave();
    }
  });
}

/** Returns the key of the upload. */
async function take(parts: Parts, { chatKey }: Visitor, request: Request, response: Response): Promise<string> {
  const files = await filesOf(request, response);
  const key = keySchema.parse(request.body?.key);
  if (files.length === 0) throw new Problem('badRequest');
  // A retry of what has arrived already must not leave the same photos in the store again.
  if (await arrived(parts, key)) return key;
  const chat = { channelAccountId: parts.webChannelId, chatKey };
  const { items, problem } = await clean(parts, files);
  if (items.length > 0) await parts.conversation.receive({ ...chat, updateKey: key, inbound: { type: 'media', items } });
  const problemKey = items.length > 0 ? `${key}.problem` : key;
  if (problem) await parts.conversation.receive({ ...chat, updateKey: problemKey, inbound: { type: 'mediaProblem', problem } });
  return key;
}

function filesOf(request: Request, response: Response): Promise<Express.Multer.File[]> {
  return new Promise((resolve, reject) => {
    parse(request, response, (error: unknown) => {
      if (error) reject(uploadProblem(error));
      else resolve((request.files as Express.Multer.File[] | undefined) ?? []);
    });
  });
}

/** What the multipart parser says itself (no boundary, a form that ends too early) has no class of its own. */
function uploadProblem(error: unknown): Problem {
  const problem = asProblem(error);
  return problem.code === 'internal' ? new Problem('badRequest', { cause: error }) : problem;
}

async function arrived({ prisma, webChannelId }: Parts, updateKey: string): Promise<boolean> {
  const where = { channelAccountId_updateKey: { channelAccountId: webChannelId, updateKey } };
  return (await prisma.inbox.findUnique({ where, select: { id: true } })) !== null;
}

/** The good ones, and what was wrong with the first of the others. Our own troubles are thrown: the page tries again. */
async function clean(parts: Parts, files: Express.Multer.File[]): Promise<{ items: ReceivedMedia[]; problem: string | null }> {
  const items: ReceivedMedia[] = [];
  let problem: string | null = null;
  for (const { buffer } of files) {
    try {
      items.push(await receiveFile({ blobs: parts.blobs, ids: parts.ids }, { bytes: buffer }));
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      problem ??= error.code;
    }
  }
  return { items, problem };
}
