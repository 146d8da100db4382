/** The platforms of the year: they take what they are handed, remember whose it was and when, and can be slow. */
import { chatOf, listen, type PlatformServer } from '../support/platform-server.ts';

export interface Arrival {
  chat: string;
  /** By the clock of the year. */
  at: number;
}

export interface YearPlatform extends PlatformServer {
  /** What was taken, in this order. */
  taken: Arrival[];
  /** Chats whose person wants nothing from us. */
  blocked: Set<string>;
  /** Told of each that is asked for, before it is answered. */
  onAsked: () => void;
  /** From now on nothing is answered; what is returned ends that. */
  stall(): () => void;
}

/** @param now the clock of the year */
export async function openPlatform(now: () => number): Promise<YearPlatform> {
  let waits: Promise<void> = Promise.resolve();
  const server = await listen(async (request, response) => {
    const chat = await chatOf(request);
    const refused = platform.blocked.has(chat);
    // What has arrived is there, whoever hears of it.
    if (!refused) platform.taken.push({ chat, at: now() });
    platform.onAsked();
    await waits;
    response.setHeader('content-type', 'application/json');
    if (refused)
      response.writeHead(403).end(JSON.stringify({ ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' }));
    else
      response.end(JSON.stringify({ ok: true, result: { message_id: platform.taken.length, date: 0, chat: { id: 1, type: 'private' } } }));
  });
  const platform: YearPlatform = {
    ...server,
    ...{ taken: [], blocked: new Set(), onAsked: () => {} },
    stall() {
      const { promise, resolve } = Promise.withResolvers<void>();
      waits = promise;
      return resolve;
    },
  };
  return platform;
}
