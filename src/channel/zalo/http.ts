/** HTTP to one of Zalo's hosts. The client's own errors hold every header, and so the tokens: none of them leaves this file. */
import axios, { AxiosHeaders } from 'axios';
import { causeOf, createAgent, neverLeft, plainCode } from '../agent.ts';
import { ZaloFailure } from './failure.ts';

export interface Question {
  method: 'GET' | 'POST';
  /** From the slash on. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** An object goes as JSON. */
  body?: object | URLSearchParams | FormData;
  /** Milliseconds for the whole of it, where that is not as usual. */
  withinMs?: number;
}

export interface Answer {
  status: number;
  header(name: string): string | undefined;
  /** null: no JSON object. */
  body: Record<string, unknown> | null;
}

export interface Http {
  /** Whatever the status says is an answer. @throws ZaloFailure `notSent`, `lost` */
  ask(question: Question): Promise<Answer>;
  /** Lets go of idle connections. */
  close(): void;
}

/** The whole call. */
const CALL_MS = 10_000;
/** Envelopes are small. */
const MAX_ANSWER = 1024 * 1024;

/** @param root without a slash at its end */
export function createHttp(root: string, callMs = CALL_MS): Http {
  const agent = createAgent(root);
  const client = axios.create({
    adapter: 'http',
    baseURL: root,
    httpAgent: agent,
    httpsAgent: agent,
    proxy: false,
    // Tokens go to no other host.
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER,
    responseType: 'text',
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  });

  return {
    async ask({ method, path, query = {}, headers = {}, body, withinMs = callMs }) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), withinMs);
      try {
        const { signal } = patience;
        const answer = await client.request<string>({ method, url: path, params: query, headers, data: body, signal });
        return { status: answer.status, header: (name) => headerOf(answer.headers, name), body: objectIn(answer.data) };
      } catch (error) {
        throw new ZaloFailure(path, patience.signal.aborted ? { end: 'lost', description: 'timeout' } : noAnswer(causeOf(error)));
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => agent.destroy(),
  };
}

function headerOf(headers: unknown, name: string): string | undefined {
  return AxiosHeaders.from(headers as AxiosHeaders)
    .get(name)
    ?.toString();
}

function objectIn(text: unknown): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function noAnswer(code: string) {
  return neverLeft(code) ? ({ end: 'notSent', description: plainCode(code) } as const) : ({ end: 'lost', description: code } as const);
}
