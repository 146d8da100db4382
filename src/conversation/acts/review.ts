/** Acts of review: the household's side, and officers who go through what waits in their chat. */
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import { spacedCode } from '../../household/household-code.ts';
import { householdOf } from '../../household/household-of.ts';
import { officerAt } from '../../officer/officer-of.ts';
import { decidedOf } from '../../outcome/decided-line.ts';
import { type DecidedWords, hearOutcome } from '../../outcome/hear-outcome.ts';
import { objectTo } from '../../outcome/object-to.ts';
import { CARD_PAGE } from '../../paper/card-of.ts';
import type { ActOptions, LastAct, NotDone } from '../../review/act-on.ts';
import { askBack } from '../../review/ask-back.ts';
import { confirmFile } from '../../review/confirm-file.ts';
import { countWaiting } from '../../review/list-waiting.ts';
import { nextFile } from '../../review/next-file.ts';
import { reviewForHousehold } from '../../review/review-for-household.ts';
import type { ActContext, Acts } from './act.ts';

/** Reasons that are a button; anything else is taken as it was typed. */
const READY_REASONS: ReadonlySet<string> = new Set(['photo', 'clearer', 'words']);

export const reviewActs = {
  'review.mine': async (deps, { accountId }) => {
    const review = await reviewForHousehold(deps, { accountId });
    return review ? { outcome: 'reviewed', value: { ...review } } : { outcome: 'nothing', value: {} };
  },
  'review.object': async (deps, { accountId }, { words }) => {
    const done = await objectTo(deps, { accountId, words });
    if (done.outcome !== 'late') return { outcome: done.outcome, value: {} };
    const why = done.until === null ? ANSWERED : { key: 'review.outcome.lateSince', params: { until: { date: done.until } } };
    return { outcome: 'late', value: { why } };
  },
  'review.outcome': async (deps, { accountId }) => {
    const heard = await hearOutcome(deps, { accountId });
    switch (heard.outcome) {
      case 'notProposed':
        return { outcome: 'notProposed', value: { reason: heard.reason, step: heard.step, until: { date: heard.until } } };
      case 'over':
        return { outcome: 'over', value: { until: { date: heard.until } } };
      case 'recognised':
        return { outcome: 'recognised', value: decidedIn(heard.decided) };
      case 'corrected': {
        const why: Sentence =
          heard.reason === null ? { key: 'review.outcome.ask' } : { key: 'review.outcome.because', params: { reason: heard.reason } };
        return { outcome: 'corrected', value: { ...decidedIn(heard.decided), why } };
      }
      case 'proposed':
        return { outcome: 'proposed', value: { spokenFor: false, more: { key: 'review.outcome.ask' } } };
      case 'spokenFor': {
        const more: Sentence =
          heard.until === null
            ? { key: 'review.outcome.ask' }
            : { key: 'review.outcome.mayFill', params: { until: { date: heard.until } } };
        return { outcome: 'proposed', value: { spokenFor: true, more } };
      }
      default:
        return { outcome: heard.outcome, value: {} };
    }
  },
  'card.mine': async (deps, { accountId, onOurPage, pageLink }) => {
    const household = await householdOf(deps, accountId);
    if (!household) return { outcome: 'notMember', value: {} };
    if ((await decidedOf(deps, household.id))?.outcome !== 'recognised') return { outcome: 'none', value: {} };
    return { outcome: onOurPage ? 'here' : 'link', value: { page: await pageLink(CARD_PAGE) } };
  },
  'review.next': async (deps, { accountId, speak, abroad }, { after }) => {
    const officer = await officerAt(deps, accountId);
    if (!officer) return { outcome: 'notOfficer', value: {} };
    const { scope } = officer;
    const next = await nextFile(deps, { scope, after, stories: !abroad });
    if (!next) return { outcome: 'none', value: { left: await countWaiting(deps, { scope }) } };
    const { row, count, ownAssist, flags, news, items } = next;
    const area = row.area.placed ? row.area.name : speak({ key: 'place.unplaced' });
    const who = { code: spacedCode(row.code), head: abroad ? '' : row.headName, area };
    const known = { assessment: row.assessmentId, seen: row.seen, place: row.place, ...who };
    const score = { points: row.points ?? 0, max: row.max ?? 0 };
    const options = items.map(({ indicator, name }) => ({ id: indicator, label: name, value: indicator }));
    return {
      outcome: 'file',
      value: { ...known, count, ownAssist, ...score, flags: [...(flags.length > 0 ? flags : [CLEAR]), ...news], items: options },
    };
  },
  'review.confirm': async (deps, context, { assessment, seen }) => {
    const options = await optionsOf(deps, context, assessment, seen);
    const done = options ? await confirmFile(deps, { ...options, ...telling(context) }) : NOT_FOUND;
    return done.outcome === 'done' ? { outcome: 'confirmed', value: {} } : notDone(done, context);
  },
  'review.askBack': async (deps, context, { assessment, seen, item, reason }) => {
    const options = await optionsOf(deps, context, assessment, seen);
    // The household reads them, in Vietnamese as officers write.
    const reasons = [reason].flat().map((one) => (READY_REASONS.has(one) ? context.speak({ key: `review.reason.${one}` }) : one));
    const items = [item].flat().map((indicator, index) => ({ indicator, reason: reasons[index] ?? (reasons[0] as string) }));
    const done = options ? await askBack(deps, { ...options, items, ...telling(context) }) : NOT_FOUND;
    if (done.outcome !== 'done') return notDone(done, context);
    return { outcome: 'asked', value: { told: done.told, until: { date: done.until } } };
  },
} satisfies Partial<Acts>;

function decidedIn({ year, unit, number, date }: DecidedWords) {
  return { year: String(year), unit, number, date: { date } };
}

const ANSWERED: Sentence = { key: 'review.outcome.lateAnswered' };
const CLEAR: Sentence = { key: 'review.flag.none' };
const NOT_FOUND: NotDone = { outcome: 'notFound' };

async function optionsOf(deps: Deps, { accountId }: ActContext, assessmentId: string, seen: string): Promise<ActOptions | null> {
  const officer = await officerAt(deps, accountId);
  return officer && { scope: officer.scope, assessmentId, seen };
}

/** The officer's own chat is in the middle of a turn. */
function telling({ tell, accountId }: ActContext) {
  return { tell: tell.household, except: accountId };
}

type Told =
  | { outcome: 'changed'; value: { what: Sentence } }
  | { outcome: 'refused'; value: { why: Sentence } }
  | { outcome: 'gone'; value: Record<string, never> };

function notDone(done: NotDone, { abroad }: ActContext): Told {
  if (done.outcome === 'notFound') return { outcome: 'gone', value: {} };
  if (done.outcome === 'refused') return { outcome: 'refused', value: { why: { key: `review.why.${done.why}` } } };
  return { outcome: 'changed', value: { what: whatChanged(done.last, abroad) } };
}

/** Abroad nobody is named. */
function whatChanged(last: LastAct | null, abroad: boolean): Sentence {
  if (!last) return { key: 'review.changed.somebody' };
  const at = { date: last.at.toISOString() };
  if (last.act === 'renew') return { key: 'review.changed.renewed', params: { at } };
  const byHousehold = last.act === 'send' || last.act === 'object';
  if (!last.officer)
    return byHousehold ? { key: `review.changed.household.${last.act}`, params: { at } } : { key: 'review.changed.somebody' };
  const what: Sentence = { key: `review.did.${last.act}` };
  if (abroad) return { key: 'review.changed.officerAway', params: { what, at } };
  return { key: 'review.changed.officer', params: { name: last.officer.name, what, at } };
}
