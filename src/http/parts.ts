/** What the HTTP surface is made of. `main.ts` builds the parts; tests replace some. */
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Telegram } from '../channel/telegram/telegram.ts';
import type { ZaloHook } from '../channel/zalo/hook.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { ReceiptCounts } from '../conversation/mark-arrived.ts';
import type { LedgerFigures } from '../conversation/outbox/figures.ts';
import type { PrismaClient } from '../db/client.ts';
import type { RawDb } from '../db/raw.ts';
import type { Clock, Deps, Ids } from '../deps.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import type { Locale } from '../locale/locale.ts';
import type { Limits } from './limits.ts';

export interface Parts {
  /** Where people reach the service; decides cookie security and the origin that may post. No trailing slash. */
  publicUrl: string;
  /** People may come by other addresses too, because nobody has said which one is right: PUBLIC_URL is not set. */
  anyAddress?: boolean;
  prisma: PrismaClient;
  /** To the same database. */
  raw?: RawDb;
  clock: Clock;
  ids: Ids;
  log: Logger;
  locale: Locale;
  /** Key of the hashes of codes that let somebody in. */
  secret: Uint8Array;
  /** ChannelAccount.id of the built-in web chat. */
  webChannelId: string;
  conversation: ChatRoom;
  blobs: BlobStore;
  /** Other apps that a code can be taken to; absent when that channel is off. */
  apps?: { telegramBot?: string | undefined; zaloOa?: string | undefined };
  /** Absent when the channel is off. */
  telegram?: Pick<Telegram, 'hook' | 'counts'> | undefined;
  /** Absent when the channel is off. */
  zalo?: { hook: ZaloHook; errors?(): ReadonlyMap<string, number> } | undefined;
  /** Requests allowed per window; the defaults are for the open internet. */
  limits?: Partial<Limits>;
  /** How the ledger of each channel stands; absent: nothing is sent from here. */
  ledger?: () => Promise<LedgerFigures[]>;
  /** What platforms said of messages that arrived; absent: none does. */
  receipts?: () => ReceiptCounts;
  /** The officers' pages, below `/console`; absent: there are none here. */
  console?: RequestHandler;
  /** Aborted when the service stops: pages that listen are let go, and come back to the next process. */
  stopping?: AbortSignal;
}

/** What the page needs of the conversation. */
export type ChatRoom = Pick<Conversation, 'receive' | 'onLines' | 'linesOf' | 'markHanded'>;

/** Where this visitor reaches the service, without a slash at the end. */
export function addressFor({ publicUrl, anyAddress = false }: Parts, request: Request): string {
  // What a client says of its own address need not be one.
  return (anyAddress && URL.parse(`${request.protocol}://${request.get('host') ?? ''}`)?.origin) || publicUrl;
}

/** For use cases that only read. */
export function depsOf({ prisma, clock, ids, log }: Parts): Deps {
  return { db: prisma, clock, ids, log };
}

/** Runs a use case that writes, in one transaction. */
export function inTransaction<T>(
  parts: Parts,
  work: (deps: Deps) => Promise<T>,
  options: { timeout?: number; maxWait?: number } = {},
): Promise<T> {
  return parts.prisma.$transaction((db) => work({ ...depsOf(parts), db }), options);
}
