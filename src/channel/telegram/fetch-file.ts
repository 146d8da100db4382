/** The bytes of a file that a person sent. Its address holds the token: it never leaves this file, not even in an error. */
import { fileLimits } from '../../evidence/limits.ts';
import { Problem } from '../../problems.ts';
import { collect, type FetchFile, FetchTrouble } from '../fetch-file.ts';
import { type Api, ApiFailure } from './api.ts';

export interface FileFetcherParts {
  api: Api;
  token: string;
  apiRoot: string;
  /** More is not taken. */
  maxBytes?: number;
  /** Milliseconds for the whole file. */
  patienceMs?: number;
}

/** `fileBroken`: Telegram does not have it any more. */
export function createFileFetcher(parts: FileFetcherParts): FetchFile {
  const { api, token, maxBytes = fileLimits.bytes, patienceMs = 60_000 } = parts;
  const root = parts.apiRoot.replace(/\/+$/, '');

  async function pathOf(ref: string): Promise<string> {
    const file = await api.call('getFile', { file_id: ref }).catch((error: unknown) => {
      throw asTrouble(error);
    });
    if ((file.file_size ?? 0) > maxBytes) throw new Problem('fileTooLarge');
    if (file.file_path === undefined) throw new FetchTrouble('noPath');
    return file.file_path;
  }

  async function download(path: string, end: AbortSignal): Promise<Uint8Array> {
    const address = `${root}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const response = await fetch(address, { signal: end, redirect: 'error' });
    const length = Number(response.headers.get('content-length') ?? 0);
    if (response.ok && response.body && length <= maxBytes) return collect(response.body, maxBytes);
    await response.body?.cancel();
    if (response.ok) throw new Problem('fileTooLarge');
    throw new FetchTrouble(`http:${response.status}`);
  }

  return async (ref, signal) => {
    const path = await pathOf(ref);
    const patience = AbortSignal.timeout(patienceMs);
    const end = signal ? AbortSignal.any([signal, patience]) : patience;
    try {
      return await download(path, end);
    } catch (error) {
      if (error instanceof Problem || error instanceof FetchTrouble) throw error;
      throw new FetchTrouble(end.aborted ? 'timeout' : 'network');
    }
  };
}

function asTrouble(error: unknown): Problem | FetchTrouble {
  if (!(error instanceof ApiFailure)) return new FetchTrouble('error');
  if (error.end !== 'refused') return new FetchTrouble(`network:${error.description}`);
  if (error.status !== 400 || /temporarily/i.test(error.description)) return new FetchTrouble(`http:${error.status}`);
  return new Problem(/too big/i.test(error.description) ? 'fileTooLarge' : 'fileBroken');
}
