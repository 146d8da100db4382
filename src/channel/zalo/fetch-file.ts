/** The bytes of a file that a person sent, from Zalo's own hosts and nowhere else. */
import { type IncomingMessage, get as overHttp } from 'node:http';
import { get as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { fileLimits } from '../../evidence/limits.ts';
import { Problem } from '../../problems.ts';
import { causeOf } from '../agent.ts';
import { collect, type FetchFile, FetchTrouble } from '../fetch-file.ts';
import { createMediaHosts, type Place } from './media-hosts.ts';
import { createPublicLookup, NOT_PUBLIC } from './public-lookup.ts';

export interface FileFetcherParts {
  /** See media-hosts.ts. */
  hosts: readonly string[];
  /** More is not taken. */
  maxBytes?: number;
  /** Milliseconds for the whole file. */
  patienceMs?: number;
  /** How names become addresses. */
  lookup?: LookupFunction;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * A RemoteFile.ref is an address. `fileBroken`: it leads, at once or by a redirect, to where nothing is fetched from.
 *
 * Over the plain client of Node: every hop is looked at before it is gone, and every connection is a new one, so that none is
 * used that was made without the look at its address.
 */
export function createFileFetcher(parts: FileFetcherParts): FetchFile {
  const { maxBytes = fileLimits.bytes, patienceMs = 15_000, lookup = createPublicLookup() } = parts;
  const hosts = createMediaHosts(parts.hosts);

  async function download(address: string, signal: AbortSignal): Promise<Uint8Array> {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const place = hosts.placeOf(address);
      if (!place) throw new Problem('fileBroken');
      const answer = await open(place, signal);
      const next = REDIRECTS.has(answer.statusCode ?? 0) ? answer.headers.location : undefined;
      if (next === undefined) return bytesOf(answer);
      answer.destroy();
      address = URL.parse(next, place.url)?.href ?? '';
    }
    throw new FetchTrouble('redirects');
  }

  function open({ url, listed }: Place, signal: AbortSignal): Promise<IncomingMessage> {
    const get = url.protocol === 'http:' ? overHttp : overHttps;
    return new Promise((resolve, reject) => {
      get(url, { agent: false, signal, ...(!listed && { lookup }) }, resolve).on('error', reject);
    });
  }

  async function bytesOf(answer: IncomingMessage): Promise<Uint8Array> {
    const { statusCode = 0, headers } = answer;
    const length = Number(headers['content-length'] ?? 0);
    if (statusCode === 200 && !(length > maxBytes)) return collect(answer, maxBytes);
    answer.destroy();
    if (statusCode === 200) throw new Problem('fileTooLarge');
    throw new FetchTrouble(`http:${statusCode}`);
  }

  return async (ref, signal) => {
    const patience = AbortSignal.timeout(patienceMs);
    const end = signal ? AbortSignal.any([signal, patience]) : patience;
    try {
      return await download(ref, end);
    } catch (error) {
      if (error instanceof Problem || error instanceof FetchTrouble) throw error;
      const code = causeOf(error);
      if (code === NOT_PUBLIC) throw new Problem('fileBroken');
      throw new FetchTrouble(end.aborted ? 'timeout' : `network:${code}`);
    }
  };
}
