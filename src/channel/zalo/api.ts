/** Calls of the OpenAPI for one OA. What goes wrong is said in words of our own, which hold no token. */
import type { Clock } from '../../deps.ts';
import { codeOf, saidBy } from './envelope.ts';
import { ZaloFailure } from './failure.ts';
import { type Answer, createHttp, type Question } from './http.ts';
import { createRate, type Rate, untilNextMinute } from './rate.ts';
import type { Access, TokenStore } from './tokens.ts';

/** `data` of the envelope. */
export type Data = Record<string, unknown>;

export interface Upload {
  /** Its ending has to fit the bytes, else Zalo takes them and gives nothing for them. */
  name: string;
  type: string;
  bytes: Uint8Array;
}

export interface Api {
  /** @param path from the slash on. @throws ZaloFailure, as the next two */
  get(path: string, data?: object): Promise<Data>;
  post(path: string, body: object): Promise<Data>;
  upload(path: string, file: Upload): Promise<Data>;
  /** Errors that Zalo answered with since the start, by its code; `other`: too many different ones. */
  errors(): ReadonlyMap<string, number>;
  /** Lets go of idle connections. */
  close(): void;
}

export interface ApiParts {
  /** Without a slash at its end. */
  apiRoot: string;
  tokens: Pick<TokenStore, 'current' | 'instead'>;
  clock: Clock;
  /** Shared by the OAs of an app. */
  rate?: Rate;
  /** Milliseconds for one call. */
  callMs?: number;
}

/** A token is not good (any more): -216 and -220 are documented, the others have been seen. */
const TOKEN = new Set([-216, -220, 216, 401, -401, -124]);
const LIMIT = -32;
const MAX_CODES = 60;
/** Megabytes, over a ward's line. */
const UPLOAD_MS = 30_000;

export function refusesToken({ end, code }: ZaloFailure): boolean {
  return end === 'refused' && TOKEN.has(code ?? 0);
}

export function createApi({ apiRoot, tokens, clock, rate = createRate(), callMs }: ApiParts): Api {
  const http = createHttp(apiRoot, callMs);
  const errors = new Map<string, number>();
  const now = () => clock.now().getTime();

  /** A token that is refused is replaced, once; where the store only had another one, that may be refused as well. */
  async function call(question: () => Question): Promise<Data> {
    let access = await tokens.current();
    for (let tries = 0; ; tries++) {
      const result = await ask(question(), access);
      if (!(result instanceof ZaloFailure)) return result;
      if (!refusesToken(result) || tries === 2) throw result;
      const { renewed, ...other } = await tokens.instead(access);
      access = other;
      if (renewed) tries = 1;
    }
  }

  async function ask({ headers, ...question }: Question, { token, proof }: Access): Promise<Data | ZaloFailure> {
    const wait = rate.wait(now());
    if (wait > 0) throw new ZaloFailure(question.path, { end: 'heldBack', description: 'tooFast', retryAfterMs: wait });
    const end = rate.begin(now());
    let answer: Answer | undefined;
    try {
      answer = await http.ask({ ...question, headers: { ...headers, access_token: token, appsecret_proof: proof } });
    } finally {
      end(leftIn(answer), now());
    }
    return read(question.path, answer, token);
  }

  function read(path: string, { status, body }: Answer, token: string): Data | ZaloFailure {
    const code = codeOf(body) ?? (body && 'data' in body && status < 300 ? 0 : null);
    if (code === 0) return dataIn(body);
    if (code === null && status < 300) throw new ZaloFailure(path, { end: 'lost', status, description: 'invalidAnswer' });
    // Some gateways refuse a token, or too many calls, before the API is asked.
    const meant = code ?? (status === 401 ? 401 : status === 429 ? LIMIT : null);
    if (meant === LIMIT) rate.spent(now());
    count(meant, status);
    const retryAfterMs = meant === LIMIT ? untilNextMinute(now()) : undefined;
    return new ZaloFailure(path, { end: 'refused', status, code: meant, description: saidBy(body, [token]), retryAfterMs });
  }

  function count(code: number | null, status: number): void {
    const name = code === null ? `http:${status}` : String(code);
    const key = errors.has(name) || errors.size < MAX_CODES ? name : 'other';
    errors.set(key, (errors.get(key) ?? 0) + 1);
  }

  return {
    get: (path, data) => call(() => ({ method: 'GET', path, ...(data && { query: { data: JSON.stringify(data) } }) })),
    post: (path, body) => call(() => ({ method: 'POST', path, body })),
    upload: (path, file) => call(() => ({ method: 'POST', path, body: formOf(file), withinMs: UPLOAD_MS })),
    errors: () => errors,
    close: http.close,
  };
}

function dataIn(body: Record<string, unknown> | null): Data {
  const data = body?.data;
  return typeof data === 'object' && data !== null ? (data as Data) : {};
}

function leftIn(answer: Answer | undefined): number | null {
  const text = answer?.header('x-ratelimit-remain');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function formOf({ name, type, bytes }: Upload): FormData {
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(bytes)], { type }), name);
  return form;
}
