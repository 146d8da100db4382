/**
 * Officers in the console of a storm. Those of the khu phố review and say whom their meeting proposes; those of the ward tell who is
 * not proposed, answer what households say to that, confirm decisions, stop and correct them.
 */
import { v7 } from 'uuid';
import { sentenceOf } from '../../src/decision/typed.ts';
import { localDate } from '../../src/season/calendar.ts';
import { type Browser, type Fields, inputs, type Outcome, openBrowser } from './console-browser.ts';
import { pause } from './household.ts';
import { appoint, type Beat, type Officer, type OfficerParts, persist } from './officer.ts';

/** One act on a file that was asked for. */
export interface AskedAct {
  /** Its id, or that of its household: who never chats had none yet. */
  file: string;
  act: 'confirm' | 'unconfirm' | 'change' | 'askBack' | 'withdraw' | 'propose' | 'notPropose';
  /** How many acts there were on the file before. */
  after: number;
  /** Where another who says the same first is enough. */
  onSheet?: true;
  outcome: Outcome;
}

/** A decision, or its correction. */
export interface AskedDecision {
  kind: 'recognition' | 'correction';
  number: string;
  households: number;
  outcome: Outcome;
}

export interface ConsoleOfficer extends Officer {
  level: 'hamlet' | 'ward';
  acts: AskedAct[];
  decisions: AskedDecision[];
  /** Times that they went through everything there is to do. */
  rounds(): number;
  retries(): number;
}

const PAUSE_MS = 400;
/** Households on a sheet of which one speaks at once. */
const LINES = 4;
/** Times that a file is asked something back, by one officer. */
const ASKED = 1;
/** Times that one officer changes what the meeting has said: each time whoever it is about has to hear of it before anything is decided. */
const CHANGED = 4;
const signature: Fields = [
  ['date', localDate(new Date())],
  ['signer', 'Trần Văn Chủ'],
  ['signerTitle', 'Chủ tịch'],
];

interface ConsoleOfficerParts extends OfficerParts {
  level: 'hamlet' | 'ward';
  /** Officers in chat have hardly begun: what waits is mostly left to them, or those who are quicker take it all. */
  othersBehind(): boolean;
}

export function createConsoleOfficer(parts: ConsoleOfficerParts, beat: () => Promise<Beat>): ConsoleOfficer {
  const { name, level, random, prisma, signal, onHeard, number, othersBehind } = parts;
  const officerId = v7();
  const acts: AskedAct[] = [];
  const decisions: AskedDecision[] = [];
  const askedOf = new Map<string, number>();
  let browser: Browser | undefined;
  let numbered = 0;
  let changed = 0;
  let rounds = 0;

  type Deed = (browser: Browser, beat: Beat) => Promise<boolean>;

  /** A file that was sent: what can be done next, mostly what leads on. */
  const onFile: Deed = async ({ open, hand }, { areaIds }) => {
    const stage = { in: ['waiting' as const, 'returned' as const, 'confirmed' as const, 'proposed' as const, 'notProposed' as const] };
    const where = { areaId: { in: [...areaIds] }, stage, submissions: { some: {} } };
    const files = await persist(signal, () =>
      prisma.assessment.findMany({ where, select: { id: true, stage: true, state: true }, orderBy: { id: 'asc' } }),
    );
    if (files.length === 0) return false;
    const waiting = files.filter((one) => one.stage === 'waiting' && one.state === 'submitted');
    const picked = random.pick(waiting.length > 0 && random.chance(0.8) ? waiting : files);
    if (picked.stage === 'waiting' && othersBehind() && random.chance(0.8)) return false;
    const { id } = picked;
    const act = actOn(id, picked.stage, picked.state);
    if (!act) return false;
    const page = await open(`/console/files/${id}`);
    const seen = page && inputs(page, 'seen')[0];
    // Erased, or the household has it in hand by now.
    if (!seen) return false;
    if (act === 'askBack') askedOf.set(id, (askedOf.get(id) ?? 0) + 1);
    const words: Fields =
      act === 'askBack'
        ? [['ask.B2', 'Ảnh mờ']]
        : act === 'change'
          ? [
              ['indicator', 'B2'],
              ['value', random.pick(['none', 'part', 'full'])],
              ['reason', 'Xem tại nhà'],
            ]
          : [['reason', 'Xem lại']];
    const path = `/console/files/${id}/${act === 'askBack' ? 'ask' : act}`;
    const outcome = await hand(path, [['seen', seen], ...words]);
    acts.push({ file: id, act, after: Number(seen.split('.')[0]), outcome });
    return true;
  };

  function actOn(id: string, stage: string, state: string): AskedAct['act'] | null {
    const chance = random.below(20);
    if (stage === 'returned') return chance < 3 ? 'withdraw' : null;
    if (state !== 'submitted') return null;
    if (stage === 'waiting' && chance < 4 && (askedOf.get(id) ?? 0) < ASKED) return 'askBack';
    if (stage === 'waiting') return chance < 8 ? 'change' : 'confirm';
    // Of what the meeting has spoken of, less and less.
    if (stage === 'confirmed') return chance < 2 ? 'unconfirm' : chance < 3 ? 'change' : null;
    return chance < 1 ? 'unconfirm' : null;
  }

  /** Those who never chat. The others are waited for until they have sent. */
  async function silentAmong(ids: readonly string[]): Promise<Set<string>> {
    const where = { id: { in: [...ids] }, memberships: { none: {} } };
    const found = await persist(signal, () => prisma.household.findMany({ where, select: { id: true } }));
    return new Set(found.map(({ id }) => id));
  }

  const mayChange = () => changed < CHANGED && random.chance(0.05);

  /** The khu phố says whom its meeting proposes. */
  const onSheet: Deed = async ({ open, hand }, { areaIds }) => {
    const path = `/console/sheets/${random.pick(areaIds)}`;
    const page = (await open(path)) ?? '';
    const all = inputs(page, 'line').map(readLine);
    const silent = await silentAmong(all.map(({ householdId }) => householdId));
    const lines = all.filter(({ sign, sent, householdId }) => (sent || silent.has(householdId)) && (sign === '-' || mayChange()));
    if (lines.length === 0) return false;
    const sentFirst = lines.toSorted((one, other) => Number(other.sent) - Number(one.sent));
    const chosen = sentFirst.slice(0, 1 + random.below(LINES)).map((line) => {
      const act = line.sign === 'p' || (line.sign === '-' && random.chance(0.2)) ? ('notPropose' as const) : ('propose' as const);
      return { ...line, act };
    });
    changed += chosen.filter(({ sign }) => sign !== '-').length;
    const fields = chosen.flatMap(({ householdId, value, act, points }): Fields => {
      const reason = act === 'notPropose' ? 'Chưa đủ buổi học' : '';
      return [
        ['line', value],
        [`proposal.${householdId}`, act],
        ['points', points],
        ['reason', reason],
      ];
    });
    const season = inputs(page, 'season')[0] ?? '';
    const outcome = await hand(path, [['season', season], ['source', 'meeting'], ...fields]);
    acts.push(...chosen.map(({ householdId, act, after }) => ({ file: householdId, act, after, outcome, onSheet: true as const })));
    return true;
  };

  /** Those who are not proposed hear so: in chat, and at their door. */
  const tell: Deed = async ({ open, hand, freshen }, { unitCode }) => {
    const page = (await open('/console/outcomes')) ?? '';
    const untold = inputs(page, 'told').slice(0, 10);
    const shown = new RegExp(`name="unit" value="${unitCode}"><input type="hidden" name="shown" value="([^"]*)"`).exec(page)?.[1];
    const inChat = shown !== undefined;
    if (inChat) {
      await freshen();
      await hand('/console/outcomes/tell', [
        ['unit', unitCode],
        ['shown', shown],
      ]);
    }
    if (untold.length > 0)
      await hand(
        '/console/outcomes/told',
        untold.map((id) => ['told', id]),
      );
    return inChat || untold.length > 0;
  };

  const standing = async ({ open, freshen }: Browser, unitCode: string) => {
    await freshen();
    return (await open(`/console/decisions/wards/${unitCode}`)) ?? '';
  };

  const answer: Deed = async (mine, { unitCode }) => {
    const page = await standing(mine, unitCode);
    const form = /action="\/console\/decisions\/answers\/([0-9a-f-]+)"[\s\S]*?name="seen" value="([^"]*)"/.exec(page);
    const [, file, seen] = form ?? [];
    if (!file || !seen) return false;
    const act = random.pick(['propose', 'notPropose'] as const);
    const outcome = await mine.hand(`/console/decisions/answers/${file}`, [
      ['seen', seen],
      ['answer', act],
      ['reason', 'Đã xem kỹ'],
    ]);
    acts.push({ file, act, after: Number(seen.split('.')[0]), outcome });
    return true;
  };

  const nextNumber = () => `${++numbered}-${number}/QĐ-UBND`;

  async function decide(asked: Omit<AskedDecision, 'number' | 'outcome'>, hand: (fields: Fields) => Promise<Outcome>): Promise<true> {
    const number = nextNumber();
    const typed = sentenceOf(asked.kind, asked.households);
    const outcome = await hand([['number', number], ...signature, ['typed', typed]]);
    decisions.push({ ...asked, number, outcome });
    return true;
  }

  const confirm: Deed = async (mine, { unitCode }) => {
    const page = await standing(mine, unitCode);
    const path = `/console/decisions/wards/${unitCode}`;
    const form = new RegExp(`action="${path}"[\\s\\S]*?name="seen" value="([^"]*)"[\\s\\S]*?công nhận (\\d+) hộ`);
    const [, seen, households] = form.exec(page) ?? [];
    if (!seen || !households || random.chance(0.2)) return false;
    const asked = { kind: 'recognition' as const, households: Number(households) };
    return decide(asked, (fields) => mine.hand(path, [['seen', seen], ...fields]));
  };

  const correct: Deed = async (mine, { unitCode }) => {
    const issued = await persist(signal, () =>
      prisma.decision.findMany({ where: { unitCode, state: 'issued' }, select: { id: true }, orderBy: { id: 'asc' } }),
    );
    if (issued.length === 0 || random.chance(0.3)) return false;
    const { id } = random.pick(issued);
    await mine.freshen();
    const page = (await mine.open(`/console/decisions/${id}`)) ?? '';
    const lines = inputs(page, 'line')
      .filter(() => random.chance(0.5))
      .slice(0, 2);
    if (lines.length === 0) return false;
    const chosen = lines.map((line) => ['line', line] as const);
    return decide({ kind: 'correction', households: lines.length }, (fields) =>
      mine.hand(`/console/decisions/${id}/correct`, [...chosen, ['reason', 'Ghi nhầm'], ...fields]),
    );
  };

  const stop: Deed = async ({ hand }, { unitCode }) => {
    if (!random.chance(0.1)) return false;
    const planned = await persist(signal, () => prisma.decision.findFirst({ where: { unitCode, state: 'planned' }, select: { id: true } }));
    if (!planned) return false;
    await hand(`/console/decisions/${planned.id}/stop`, [['reason', 'Ghi nhầm ngày']]);
    return true;
  };

  /** Each in turn. */
  const deeds = level === 'hamlet' ? [onFile, onFile, onSheet] : [onFile, tell, answer, confirm, correct, stop];

  return {
    name,
    officerId,
    level,
    acts,
    decisions,
    rounds: () => rounds,
    retries: () => browser?.retries() ?? 0,
    done: () => acts.filter(({ outcome }) => outcome === 'done').length,
    async live(over) {
      const place = await beat();
      const { unitCode, areaIds } = place;
      const grants = level === 'ward' ? [{ role: level, unitCode }] : areaIds.map((areaId) => ({ role: level, unitCode, areaId }));
      await appoint(parts, { officerId, accountId: null, grants });
      browser = await openBrowser(parts, officerId);
      while (!over()) {
        for (const deed of deeds) {
          if (!(await deed(browser, place))) await pause(PAUSE_MS);
          onHeard();
        }
        rounds += 1;
      }
    },
  };
}

/** `<household> <seen>/<what stands there>/<points>[ y]` */
function readLine(value: string) {
  const [householdId = '', shown = ''] = value.split(' ');
  const [seen = '', sign = '', points = ''] = shown.split('/');
  const [after, number] = seen.split('.');
  return { value, householdId, sign, points: points === '-' ? '' : points, after: Number(after), sent: number !== '0' };
}
