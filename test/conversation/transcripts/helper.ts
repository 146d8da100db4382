/** Somebody who fills in for the family of a play, at work in the console. */
import { agreeBySlip } from '../../../src/assist/agree-by-slip.ts';
import { beginVisit } from '../../../src/assist/begin-visit.ts';
import { fillHousehold } from '../../../src/assist/fill-household.ts';
import { openVisit, type VisitView } from '../../../src/assist/open-visit.ts';
import { saveAnswers } from '../../../src/assist/save-answers.ts';
import { sendForm } from '../../../src/assist/send-form.ts';
import { createTell } from '../../../src/conversation/tell.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Sentence } from '../../../src/flow/session.ts';
import { type Scope, scopeOf } from '../../../src/officer/scope.ts';
import { type House, SERVICE_SECRET as secret } from '../../support/talk.ts';

export interface Helper {
  /** What stands below the QR on their screen. */
  code: string;
  /** A number that is said to be on a slip which the household signed. */
  writeDownSlip(slip: string): Promise<void>;
  /** How the visit stands on their screen. */
  state(): Promise<string>;
  writeDownHousehold(head: string): Promise<void>;
  /** Of the questions without an answer; null: all of them. */
  fillIn(most: number | null): Promise<void>;
  send(): Promise<void>;
}

/** A new helper of the khu phố begins a visit with a new household, or with one that is there. */
export async function beginHelping(house: House, areaId: string, head?: string): Promise<Helper> {
  const { deps, database, locale } = house;
  const { household: tell, person } = createTell({ locale });
  const within = <T>(work: (within: Deps) => Promise<T>) => database.prisma.$transaction((db) => work({ ...deps, db }));
  const scope = await newHelper(deps, areaId);
  const whom =
    head === undefined ? { areaId } : { householdId: (await deps.db.household.findFirstOrThrow({ where: { headName: head } })).id };
  const begun = await within((tx) => beginVisit(tx, { scope, ...whom, secret }));
  if (begun.outcome !== 'begun') throw new Error(begun.outcome);
  const at = { scope, assistId: begun.assistId };

  async function look(): Promise<VisitView> {
    const view = await within((tx) => openVisit(tx, { ...at, secret, speak: (sentence) => locale.speak(sentence, 'vi') }));
    if (!view) throw new Error('The visit is not there');
    return view;
  }

  async function filling() {
    const { filling: found, state } = await look();
    if (!found) throw new Error(state);
    return found;
  }

  async function form() {
    const { form: found } = await filling();
    if (found.state !== 'open') throw new Error(found.state);
    return found;
  }

  return {
    code: (await look()).ask?.code ?? '',
    writeDownSlip: async (slip) => {
      const words = { speak: (sentence: Sentence) => locale.speak(sentence, 'vi'), lang: 'vi', secret };
      done('agreed', await within((tx) => agreeBySlip(tx, { ...at, slip, ...words, tell: person })));
    },
    state: async () => (await look()).state,
    writeDownHousehold: async (head) => {
      const { facts, factsSeen: seen } = await filling();
      const said = { ...facts, head, primary: 1, adults: 2 };
      done('saved', await within((tx) => fillHousehold(tx, { ...at, facts: said, seen, force: false, tell })));
    },
    fillIn: async (most) => {
      const open = (await form()).items.filter(({ answer }) => answer === null);
      const items = open
        .slice(0, most ?? open.length)
        .map(({ id, choices }) => ({ item: id, choice: choices[0]?.value ?? null, seen: null, story: '' }));
      done('saved', await within((tx) => saveAnswers(tx, { ...at, items, tell })));
    },
    send: async () => {
      const { shown } = await form();
      done('sent', await within((tx) => sendForm(tx, { ...at, shown, tell })));
    },
  };
}

async function newHelper(deps: Deps, areaId: string): Promise<Scope> {
  const { db, clock, ids } = deps;
  const { unitCode } = await db.area.findUniqueOrThrow({ where: { id: areaId } });
  const { id: officerId } = await db.officer.create({ data: { id: ids.next(), name: 'Lê Thị Giúp', createdAt: clock.now() } });
  await db.grant.create({ data: { id: ids.next(), officerId, role: 'helper', unitCode, areaId, from: clock.now(), grantedBy: 'system' } });
  const scope = await scopeOf(deps, officerId);
  if (!scope) throw new Error('The helper holds no duty');
  return scope;
}

function done(outcome: string, result: { outcome: string }): void {
  if (result.outcome !== outcome) throw new Error(JSON.stringify(result));
}
