/** Calls of the Bot API through telegraf's client. What goes wrong is said in words of our own, which hold no token. */
import { Telegram, TelegramError } from 'telegraf';
import type { Telegram as Methods, Opts } from 'telegraf/types';
import { createAgent, neverLeft, plainCode } from '../agent.ts';

export type Method = keyof Methods;
export type Result<M extends Method> = ReturnType<Methods[M]>;

export interface Api {
  /** @throws ApiFailure */
  call<M extends Method>(method: M, payload: Opts<M>, options?: CallOptions): Promise<Result<M>>;
  /** Lets go of idle connections. */
  close(): void;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** telegraf alone would wait for more than eight minutes. */
  timeoutMs?: number;
}

/**
 * How a call ended without a result.
 *
 * - `refused`: the platform answered with an error; `status` and `description` are its own
 * - `notSent`: there was no connection; nothing was sent
 * - `lost`: it was sent, or may have been, and no answer came
 * - `aborted`: we ended it
 */
export type ApiEnd = 'refused' | 'notSent' | 'lost' | 'aborted';

export interface ApiFailureParts {
  end: ApiEnd;
  /** HTTP status; 0 without an answer. */
  status?: number;
  /** The platform's words, or the system's code. */
  description: string;
  retryAfterMs?: number | undefined;
  movedTo?: string | undefined;
}

/** Where the platform's words tell the operator what to mend. Of messages and files they may quote what a person wrote. */
const ABOUT_THE_BOT = /^(getMe|getUpdates|getMy.*|setMy.*|setWebhook|deleteWebhook)$/;

export class ApiFailure extends Error {
  readonly end: ApiEnd;
  readonly status: number;
  readonly description: string;
  readonly retryAfterMs: number | undefined;
  /** The id a chat has now. */
  readonly movedTo: string | undefined;

  constructor(method: string, { end, status = 0, description, retryAfterMs, movedTo }: ApiFailureParts) {
    super(`${method}: ${end === 'refused' ? status : end}${end !== 'refused' || ABOUT_THE_BOT.test(method) ? ` ${description}` : ''}`);
    this.name = 'ApiFailure';
    this.end = end;
    this.status = status;
    this.description = description;
    this.retryAfterMs = retryAfterMs;
    this.movedTo = movedTo;
  }

  /** The platform does not know this token, or not any more. */
  get refusesToken(): boolean {
    return this.status === 401 || this.status === 404;
  }
}

const CALL_MS = 15_000;
const MAX_DESCRIPTION = 200;

/** @param apiRoot with or without a slash at its end */
export function createApi({ token, apiRoot }: { token: string; apiRoot: string }): Api {
  const telegram = new Telegram(token, { apiRoot: `${apiRoot.replace(/\/+$/, '')}/`, webhookReply: false });
  // telegraf drops its own agent when the API is not behind https.
  const agent = createAgent(apiRoot);
  telegram.options.agent = agent;

  return {
    async call(method, payload, { signal, timeoutMs = CALL_MS } = {}) {
      const end = new AbortController();
      const abort = () => end.abort();
      // AbortSignal.any would keep something of every call for as long as a signal of the whole service lives.
      signal?.addEventListener('abort', abort);
      const patience = setTimeout(abort, timeoutMs);
      if (signal?.aborted) abort();
      try {
        return await telegram.callApi(method, payload, { signal: end.signal as never });
      } catch (error) {
        if (error instanceof TelegramError) throw refusal(method, error, token);
        const why = signal?.aborted ? 'aborted' : end.signal.aborted ? 'timeout' : codeOf(error);
        throw new ApiFailure(method, noAnswer(why));
      } finally {
        clearTimeout(patience);
        signal?.removeEventListener('abort', abort);
      }
    },
    close: () => agent.destroy(),
  };
}

function refusal(method: string, { code, description, parameters }: TelegramError, token: string): ApiFailure {
  return new ApiFailure(method, {
    end: 'refused',
    status: code,
    description: withoutToken(String(description ?? ''), token).slice(0, MAX_DESCRIPTION),
    retryAfterMs: parameters?.retry_after === undefined ? undefined : parameters.retry_after * 1000,
    movedTo: parameters?.migrate_to_chat_id?.toString(),
  });
}

/** The client's own errors quote the address, which holds the token: only their code is kept. */
function noAnswer(why: string): ApiFailureParts {
  if (why === 'aborted') return { end: 'aborted', description: why };
  return neverLeft(why) ? { end: 'notSent', description: plainCode(why) } : { end: 'lost', description: why };
}

function codeOf(error: unknown): string {
  const { code, type } = error as { code?: unknown; type?: unknown };
  return ([code, type].find((value) => typeof value === 'string' && /^[\w-]{1,60}$/.test(value)) as string | undefined) ?? 'unknown';
}

export function withoutToken(text: string, token: string): string {
  return text.replaceAll(token, '…').replaceAll(token.slice(token.indexOf(':') + 1), '…');
}
