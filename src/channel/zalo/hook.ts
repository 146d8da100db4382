/**
 * The webhook of all OAs: one address for an app, whichever OA an event is of. Finds the OA, checks that the event comes
 * from Zalo, and hands it to the OA's door. Until it is checked nothing that stands in an event is believed.
 */
import type { Logger } from 'pino';
import type { Door, Taking } from './door.ts';
import { type Envelope, type Reading, readEnvelope, readEvent } from './read-event.ts';
import { formOf, type SigningKeys, signersOf } from './signature.ts';

/**
 * - `taken`: stored, or nothing to store
 * - `probe`: Zalo, or somebody else, only looks whether we are there
 * - `unsigned`: not, or not rightly, signed
 * - `unknownOa`: of an OA that we do not serve
 * - `notOpen`: of an OA that is known, and cannot be listened to yet: it has to come again
 * - `malformed`: no event at all
 */
export type HookAnswer = 'taken' | 'probe' | 'unsigned' | 'unknownOa' | 'notOpen' | 'malformed';

export interface EventCount {
  /** One of a limited number of names. */
  event: string;
  taking: Taking | Exclude<HookAnswer, 'taken'> | 'failed';
  count: number;
}

/** How Zalo writes something of which its documents and what has been seen differ. */
export interface FormCount {
  what: 'signature' | 'id';
  /** One of a few. */
  form: string;
  count: number;
}

export interface ZaloHook {
  /**
   * Any error means that the event was not stored and has to come again.
   *
   * @param body exactly as it came
   * @param signature the header `X-ZEvent-Signature`
   */
  take(body: Uint8Array, signature: string | undefined): Promise<HookAnswer>;
  /** Events since the start. */
  counts(): EventCount[];
  /** Of events that come from Zalo, since the start. */
  forms(): FormCount[];
}

/** An OA that is listened to. */
export interface ListeningOa {
  /** ChannelAccount.externalId */
  oaId: string;
  keys: SigningKeys & { appSecret: string };
  door: Door;
}

export interface ZaloHookParts {
  /** Asked with every event, so that another one may be connected meanwhile. */
  oas: () => readonly ListeningOa[];
  /**
   * None of these is listened to. Looks whether one is known all the same; it is among `oas` then, unless it cannot be opened.
   * Unless given, none is.
   */
  seek?: (oaIds: readonly string[]) => Promise<boolean>;
  log: Logger;
  /** Milliseconds of a clock that never goes back. */
  monotonic?: () => number;
}

/** The operator is told of the same trouble no more often; milliseconds. */
const COMPLAIN_EVERY = 60_000;
const NO_EVENT = 'none';
const OA_ID = /^\d{1,30}$/;
/** An OA that is not connected is missed only where people speak. */
const SPOKEN = /^(user_send_(?!group)|follow$|user_click_chatnow$|user_submit_info$|user_withdraw$)/;

export function createZaloHook(parts: ZaloHookParts): ZaloHook {
  const { oas, seek = async () => false, log, monotonic = () => performance.now() } = parts;
  const counted = new Map<string, EventCount>();
  const complaints = new Map<string, number>();
  const forms = new Map<string, FormCount>();

  function count(event: string, taking: EventCount['taking']): void {
    const key = `${event} ${taking}`;
    const one = counted.get(key) ?? { event, taking, count: 0 };
    one.count += 1;
    counted.set(key, one);
  }

  function complain(about: HookAnswer | 'withdrawn', say: () => void): void {
    const last = complaints.get(about) ?? Number.NEGATIVE_INFINITY;
    if (monotonic() - last < COMPLAIN_EVERY) return;
    complaints.set(about, monotonic());
    say();
  }

  /** The operator is told which it is, once: it cannot be known from outside. */
  function meet(what: FormCount['what'], form: string | null): void {
    if (form === null) return;
    const key = `${what} ${form}`;
    const one = forms.get(key) ?? { what, form, count: 0 };
    one.count += 1;
    forms.set(key, one);
    if (one.count === 1) log.info({ what, form }, 'Zalo: this is how its events come');
  }

  function refuse(event: string, answer: Exclude<HookAnswer, 'taken'>): HookAnswer {
    count(event, answer);
    return answer;
  }

  /** Those that an event may be of: the one that it names, or any if it names none. */
  function possible({ oaIds }: Envelope): readonly ListeningOa[] {
    if (oaIds.length === 0) return oas();
    const named = oaIds.map((id) => oas().find(({ oaId }) => oaId === id)).find((oa) => oa !== undefined);
    return named ? [named] : [];
  }

  /** The same, when it was looked for as well. */
  async function sought(envelope: Envelope): Promise<readonly ListeningOa[] | 'unknownOa' | 'notOpen'> {
    const here = possible(envelope);
    if (here.length > 0) return here;
    const ids = envelope.oaIds.filter((id) => OA_ID.test(id));
    if (ids.length === 0 || !(await seek(ids))) return 'unknownOa';
    const opened = possible(envelope);
    return opened.length > 0 ? opened : 'notOpen';
  }

  /** People have another id at every OA. */
  async function whose(signers: readonly ListeningOa[], { userId }: Envelope): Promise<ListeningOa | undefined> {
    if (signers.length === 1 || userId === null) return signers[0];
    for (const oa of signers) if (await oa.door.knows(userId)) return oa;
    return undefined;
  }

  async function hand(reading: Reading, signers: readonly ListeningOa[]): Promise<void> {
    try {
      const taking = (await (await whose(signers, reading))?.door.take(reading)) ?? 'ignored';
      count(reading.event, taking);
      if (reading.event === 'user_withdraw' && taking === 'ignored')
        complain('withdrawn', () => log.warn('Zalo: somebody took back their consent, but it is nobody whom an OA of ours knows'));
    } catch (error) {
      count(reading.event, 'failed');
      throw error;
    }
  }

  return {
    async take(body, signature) {
      const json = parsed(body);
      const envelope = json === undefined ? null : readEnvelope(json);
      if (signature === undefined && (body.length === 0 || (json !== undefined && (envelope?.userId ?? null) === null)))
        return refuse(NO_EVENT, 'probe');
      if (!envelope) return refuse(NO_EVENT, 'malformed');
      const { event, timestamp, oaIds } = envelope;
      const candidates = await sought(envelope);
      if (typeof candidates === 'string') {
        const oa = readable(oaIds[0]);
        if (candidates === 'notOpen') complain('notOpen', () => log.error({ oa }, NOT_OPEN));
        else if (SPOKEN.test(event)) complain('unknownOa', () => log.warn({ oa }, UNKNOWN_OA));
        return refuse(event, candidates);
      }
      const signers = signersOf(candidates, { body, timestamp, given: signature });
      if (signers.length === 0) {
        complain('unsigned', () => {
          const clue = clueOf(candidates, { body, envelope, signature });
          log.warn({ clue }, `Zalo: an event was refused because ${clues[clue]}`);
        });
        return refuse(event, 'unsigned');
      }
      const reading = readEvent(json);
      meet('signature', formOf(signature));
      meet('id', reading?.idField ?? null);
      if (reading) await hand(reading, signers);
      return 'taken';
    },
    counts: () => [...counted.values()].map((one) => ({ ...one })),
    forms: () => [...forms.values()].map((one) => ({ ...one })),
  };
}

const UNKNOWN_OA =
  'Zalo: an event of an OA that is not connected here was left out: check ZALO_OA_ID, or connect that OA with nhahoc zalo connect';

const NOT_OPEN =
  'Zalo: an event of an OA whose keys cannot be opened here has to come again: start with the SECRET_KEY they were stored with, or run nhahoc zalo connect';

/** What an operator should look at, as far as an event that is not rightly signed tells. */
const clues = {
  missing: 'it carries no X-ZEvent-Signature: a proxy may drop the header, or it does not come from Zalo',
  otherApp: 'it is of another app: check ZALO_APP_ID',
  appSecret: 'it is signed with what stands in ZALO_APP_SECRET: ZALO_OA_SECRET_KEY has to be that one, from the webhook page of the app',
  oaIdFirst: 'it is signed with the id of the OA instead of the id of the app, which Zalo does not document',
  wrong: 'it is not signed with our key: check ZALO_OA_SECRET_KEY (from the webhook page of the app; not the secret of the app)',
};

interface Unsigned {
  body: Uint8Array;
  envelope: Envelope;
  signature: string | undefined;
}

function clueOf(candidates: readonly ListeningOa[], { body, envelope, signature }: Unsigned): keyof typeof clues {
  const { timestamp, appId } = envelope;
  if (signature === undefined) return 'missing';
  const fits = (keysOf: (oa: ListeningOa) => SigningKeys) => {
    const oas = candidates.map((oa) => ({ keys: keysOf(oa) }));
    return signersOf(oas, { body, timestamp, given: signature }).length > 0;
  };
  if (fits(({ keys }) => ({ appId: keys.appId, oaSecretKey: keys.appSecret }))) return 'appSecret';
  if (fits(({ keys, oaId }) => ({ appId: oaId, oaSecretKey: keys.oaSecretKey }))) return 'oaIdFirst';
  return appId !== null && candidates.every(({ keys }) => keys.appId !== appId) ? 'otherApp' : 'wrong';
}

/** undefined: no JSON. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Nobody has vouched for what stands there. */
function readable(oaId: string | undefined): string {
  return OA_ID.test(oaId ?? '') ? (oaId as string) : 'unreadable';
}
