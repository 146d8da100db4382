/** A browser in the console, in which somebody sends a form again as it was until it is answered. */
import { findSession, hashOfToken, openSession } from '../../src/officer/sessions.ts';
import { pause } from './household.ts';
import { clock, type OfficerParts, persist } from './officer.ts';

/**
 * - `done`: acknowledged
 * - `refused`: nothing was done
 * - `unknown`: an answer was lost, and when the form was sent again it was too late for it
 */
export type Outcome = 'done' | 'refused' | 'unknown';

export type Fields = readonly (readonly [string, string])[];

export interface Browser {
  /** Null: there is no such page (any more). */
  open(path: string): Promise<string | null>;
  hand(path: string, fields: Fields): Promise<Outcome>;
  /** As if they had said yes in chat just now. */
  freshen(): Promise<void>;
  retries(): number;
}

const RETRY_MS = 150;
const PATIENCE_MS = 5_000;

export async function openBrowser({ prisma, urls, random, signal, name }: OfficerParts, officerId: string): Promise<Browser> {
  const token = await persist(signal, () => openSession({ db: prisma, clock }, { officerId, accountId: null }));
  const csrf = (await persist(signal, () => findSession({ db: prisma, clock }, token)))?.csrf ?? '';
  const headers = { cookie: `nhahoc_console=${token}`, accept: 'text/html' };
  let retries = 0;

  async function answered(send: (url: string) => Promise<Response>): Promise<{ response: Response; page: string; lost: boolean }> {
    let lost = false;
    for (;;) {
      signal.throwIfAborted();
      const found = await send(random.pick(urls))
        .then(async (response) => ({ response, page: await response.text() }))
        .catch(() => null);
      if (found && found.response.status < 500 && found.response.status !== 429) return { ...found, lost };
      lost = true;
      retries += 1;
      await pause(RETRY_MS + random.below(RETRY_MS));
    }
  }

  const common = () => ({ redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) }) as const;

  return {
    retries: () => retries,
    async open(path) {
      const { response, page } = await answered((url) => fetch(url + path, { headers, ...common() }));
      if (response.status === 404) return null;
      if (response.status !== 200) throw new Error(`${path} was answered with ${response.status} for ${name}`);
      return page;
    },
    async hand(path, fields) {
      const body = new URLSearchParams([['csrf', csrf], ...fields.map(([field, value]) => [field, value])]);
      const { response, lost } = await answered((url) =>
        fetch(url + path, { method: 'POST', body, headers: { ...headers, origin: url }, ...common() }),
      );
      if (response.status === 303 && /[?&]done=/.test(response.headers.get('location') ?? '')) return 'done';
      // 404: its household was erased. A refusal is led to: console/kept-answers.ts.
      const isLed = response.status === 303 && (response.headers.get('location') ?? '').startsWith('/console/answers/');
      if (!isLed && ![409, 422, 404].includes(response.status))
        throw new Error(`${path} was answered with ${response.status} ${response.headers.get('location')} for ${name}`);
      return lost ? 'unknown' : 'refused';
    },
    async freshen() {
      const freshUntil = new Date(Date.now() + 600_000);
      await persist(signal, () => prisma.officerSession.updateMany({ where: { tokenHash: hashOfToken(token) }, data: { freshUntil } }));
    },
  };
}

/** Values of the fields of a name, in their order. */
export function inputs(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value ?? '');
}
