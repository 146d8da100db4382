/**
 * Officers in a storm: one who works through what waits in chat, and one in the console, who sends a form again as it was until it
 * is answered. They look after the ward of the households on the web, and leave those on apps for later.
 *
 * What else officers do in the console joins below, in `deeds`.
 */
import { v7 } from 'uuid';
import type { PrismaClient } from '../../src/db/client.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { findSession, openSession } from '../../src/officer/sessions.ts';
import { pause } from './household.ts';
import type { Random } from './random.ts';
import { createWebChat, type WebChat, type WebChatParts } from './web-chat.ts';
import { choicesOf, newestQuestion } from './web-household.ts';

export interface Officer {
  name: string;
  officerId: string;
  /** Works until `over()`, and to the end of what is begun. */
  live(over: () => boolean): Promise<void>;
  /** Acts that were acknowledged. */
  done(): number;
}

export interface ChatOfficer extends Officer, Pick<WebChat, 'sent' | 'lines' | 'retries'> {}

/** One act that was asked for in the console. */
export interface Asked {
  assessmentId: string;
  act: 'confirm' | 'change' | 'askBack' | 'propose' | 'notPropose';
  /** How many acts there were on the file before. */
  after: number;
  /** `unknown`: an answer was lost, and when it was sent again the file was another. */
  outcome: 'done' | 'unknown' | 'refused';
}

export interface ConsoleOfficer extends Officer {
  asked: Asked[];
  retries(): number;
}

export interface OfficerParts extends WebChatParts {
  prisma: PrismaClient;
}

/** The khu phố of those that never chat. */
export interface Beat {
  unitCode: string;
  areaId: string;
}

const ASK_AGAIN_MS = 300;
const RETRY_MS = 150;
const PATIENCE_MS = 5_000;
const clock = { now: () => new Date() };

/** Until the database answers. */
async function persist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch {
      await pause(RETRY_MS);
    }
  }
}

async function appoint(
  { prisma, signal, name }: OfficerParts,
  officerId: string,
  { unitCode }: Beat,
  accountId: string | null,
): Promise<void> {
  const from = clock.now();
  const [grantId, id] = [v7(), v7()];
  await persist(signal, async () => {
    await prisma.officer.createMany({ data: [{ id: officerId, name, createdAt: from }], skipDuplicates: true });
    await prisma.grant.createMany({ data: [{ id: grantId, officerId, role: 'ward', unitCode, from }], skipDuplicates: true });
    if (accountId) await prisma.officerAccount.createMany({ data: [{ id, officerId, accountId, from }], skipDuplicates: true });
  });
}

const onWeb = { memberships: { some: { account: { channelAccount: { channel: 'web' as const } } } } };

export function createChatOfficer(parts: OfficerParts, beat: () => Promise<Beat>): ChatOfficer {
  const { name, random, prisma, signal } = parts;
  const chat = createWebChat(parts);
  const officerId = v7();

  async function account(): Promise<string> {
    const { channelAccountId, chatKey } = await persist(signal, () =>
      prisma.inbox.findFirstOrThrow({ where: { updateKey: chat.sent[0]?.key ?? '' } }),
    );
    const where = { channelAccountId_externalId: { channelAccountId, externalId: chatKey } };
    return (await persist(signal, () => prisma.account.findUniqueOrThrow({ where }))).id;
  }

  async function isOnWeb(text: string): Promise<boolean> {
    const households = await persist(signal, () => prisma.household.findMany({ where: onWeb, select: { code: true } }));
    return households.some(({ code }) => text.includes(spacedCode(code)));
  }

  async function next(): Promise<void> {
    const question = newestQuestion(chat.lines);
    const choices = choicesOf(question);
    const press = async (id: string) => {
      const choice = choices.get(id);
      if (choice) await chat.send({ type: 'press', data: choice.data ?? '', label: choice.label });
    };
    if (choices.has('confirm') && choices.has('ask')) {
      const chance = random.below(10);
      if (chance === 9 || !(await isOnWeb(question?.text ?? ''))) return press('later');
      return press(chance < 5 ? 'confirm' : 'ask');
    }
    if (choices.has('photo')) return press('photo');
    if (choices.has('never')) return void (await chat.send({ type: 'text', text: '1' }));
    await pause(ASK_AGAIN_MS);
    await chat.send({ type: 'text', text: 'phiếu chờ' });
  }

  return {
    name,
    officerId,
    sent: chat.sent,
    lines: chat.lines,
    retries: chat.retries,
    done: () => chat.lines.filter(({ from, text }) => from === 'us' && isDone(text)).length,
    async live(over) {
      await chat.open();
      await chat.send({ type: 'start' });
      await appoint(parts, officerId, await beat(), await account());
      while (!over()) await next();
    },
  };
}

/** What chat says when an act was done: see `review.confirmed`, `review.asked` and `review.askedUntold`. */
function isDone(text: string): boolean {
  return /^Đã (xác nhận phiếu|nhắn hộ|ghi\. Hộ)/mu.test(text);
}

interface Form {
  path: string;
  fields: [string, string][];
  asked: Omit<Asked, 'outcome'>[];
}

export function createConsoleOfficer(parts: OfficerParts, beat: () => Promise<Beat>): ConsoleOfficer {
  const { name, random, prisma, signal, urls, onHeard } = parts;
  const officerId = v7();
  const asked: Asked[] = [];
  let cookie = '';
  let csrf = '';
  let retries = 0;

  async function open(path: string): Promise<string> {
    const { response } = await answered((url) => get(url + path));
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status} for ${name}`);
    return response.text();
  }

  const get = (address: string) => fetch(address, { headers: { cookie, accept: 'text/html' }, redirect: 'manual', signal: patience() });

  const post = (url: string, { path, fields }: Form) =>
    fetch(url + path, {
      method: 'POST',
      body: new URLSearchParams([['csrf', csrf], ...fields]),
      headers: { cookie, accept: 'text/html', origin: url, 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
      signal: patience(),
    });

  /** `lost`: it was sent before, and nobody knows what became of that. */
  async function answered(send: (url: string) => Promise<Response>): Promise<{ response: Response; lost: boolean }> {
    let lost = false;
    for (;;) {
      signal.throwIfAborted();
      const response = await send(random.pick(urls)).catch(() => null);
      if (response && response.status < 500 && response.status !== 429) return { response, lost };
      lost = true;
      retries += 1;
      await pause(RETRY_MS + random.below(RETRY_MS));
    }
  }

  async function hand(form: Form): Promise<void> {
    const { response, lost } = await answered((url) => post(url, form));
    const done = response.status === 303 && /[?&]done=/.test(response.headers.get('location') ?? '');
    if (!done && response.status !== 409 && response.status !== 422)
      throw new Error(`${form.path} was answered with ${response.status} for ${name}`);
    const outcome = done ? 'done' : lost ? 'unknown' : 'refused';
    asked.push(...form.asked.map((one) => ({ ...one, outcome }) as const));
    onHeard();
  }

  /** Of a file that was sent; null: there is none yet. */
  async function onFile(random: Random): Promise<Form | null> {
    const where = { household: onWeb, submissions: { some: {} } };
    const files = await persist(signal, () => prisma.assessment.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } }));
    if (files.length === 0) return null;
    const { id: assessmentId } = random.pick(files);
    const seen = inputs(await open(`/console/files/${assessmentId}`), 'seen')[0];
    // Nothing can be done to it: the household has it in hand.
    if (seen === undefined) return null;
    const act = random.pick(['confirm', 'change', 'askBack'] as const);
    const value = random.pick(['none', 'part', 'full']);
    const fields: Record<typeof act, [string, string][]> = {
      confirm: [],
      change: [...pairs({ indicator: 'B2', value, reason: 'Xem tại nhà' })],
      askBack: [...pairs({ 'ask.B2': 'Ảnh mờ' })],
    };
    const path = `/console/files/${assessmentId}/${act === 'askBack' ? 'ask' : act}`;
    return { path, fields: [['seen', seen], ...fields[act]], asked: [{ assessmentId, act, after: Number(seen.split('.')[0]) }] };
  }

  const spokenOf = new Set<string>();
  /** The khu phố speaks of some who never chat. */
  async function onSheet({ areaId }: Beat, random: Random): Promise<Form | null> {
    const path = `/console/sheets/${areaId}`;
    const page = await open(path);
    const lines = inputs(page, 'line').filter((line) => !spokenOf.has(householdIn(line)));
    const chosen = lines.slice(0, 1 + random.below(3));
    if (chosen.length === 0) return null;
    const deeds = chosen.map((line) => ({ line, act: random.pick(['propose', 'notPropose'] as const) }));
    const fields = deeds.flatMap(({ line, act }) => [
      ...pairs({ line, proposal: act, points: '', reason: act === 'notPropose' ? 'Chưa họp' : '' }),
    ]);
    for (const line of chosen) spokenOf.add(householdIn(line));
    const asked = deeds.map(({ line, act }) => ({ assessmentId: householdIn(line), act, after: 0 }));
    return { path, fields: [['season', inputs(page, 'season')[0] ?? ''], ['source', 'meeting'], ...fields], asked };
  }

  /** Each in turn. */
  const deeds = (place: Beat) => [() => onFile(random), () => onFile(random), () => onSheet(place, random)];

  return {
    name,
    officerId,
    asked,
    retries: () => retries,
    done: () => asked.filter(({ outcome }) => outcome === 'done').length,
    async live(over) {
      const place = await beat();
      await appoint(parts, officerId, place, null);
      const token = await persist(signal, () => openSession({ db: prisma, clock }, { officerId, accountId: null }));
      cookie = `nhahoc_console=${token}`;
      csrf = (await persist(signal, () => findSession({ db: prisma, clock }, token)))?.csrf ?? '';
      while (!over())
        for (const deed of deeds(place)) {
          const form = await deed();
          if (form) await hand(form);
          else await pause(ASK_AGAIN_MS);
          onHeard();
        }
    },
  };
}

function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS);
}

function inputs(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value ?? '');
}

/** A line begins with the household that it is about. */
function householdIn(line: string): string {
  return line.split(' ')[0] ?? '';
}

function pairs(fields: Record<string, string>): [string, string][] {
  return Object.entries(fields);
}
