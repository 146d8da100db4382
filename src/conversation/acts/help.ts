/** Acts of officers who answer calls for help, one by one, in their chat. */
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import { answerHelp } from '../../help/answer-help.ts';
import { closeHelp } from '../../help/close-help.ts';
import type { ListedHelp } from '../../help/list-help.ts';
import { countFor, nextHelp } from '../../help/next-help.ts';
import { type HelpTaken, takeHelp } from '../../help/take-help.ts';
import { spacedCode } from '../../household/household-code.ts';
import type { TellPerson } from '../../household/tell-household.ts';
import { officerAt } from '../../officer/officer-of.ts';
import { isAbroad } from '../tell.ts';
import type { ActContext, Acts } from './act.ts';

export const helpActs = {
  'help.next': async (deps, { accountId, speak, abroad }, { after }) => {
    const officer = await officerAt(deps, accountId);
    if (!officer) return { outcome: 'notOfficer', value: {} };
    const { scope } = officer;
    const next = await nextHelp(deps, { scope, after });
    if (!next) return { outcome: 'none', value: { left: await countFor(deps, scope) } };
    const { call, count } = next;
    const writable = isWritable(call);
    const area = [call.area, call.unit].filter((name) => name !== null).join(', ') || speak({ key: 'calls.nowhere' });
    return {
      outcome: 'call',
      value: {
        ...{ call: call.id, count, area, writable },
        who: whoSentence(call, abroad),
        at: { date: call.at.toISOString() },
        lines: linesOf(call, { abroad, writable }),
        taken: call.taken !== null,
      },
    };
  },
  'help.take': async (deps, context, { call: id }) => {
    const officer = await officerAt(deps, context.accountId);
    if (!officer) return { outcome: 'gone', value: {} };
    const taken = await takeHelp(deps, { scope: officer.scope, id, tell: tellOthers(context) });
    if (taken.outcome === 'taken') return { outcome: 'taken', value: {} };
    if (taken.outcome === 'notFound') return { outcome: 'gone', value: {} };
    return { outcome: 'changed', value: { what: changedSentence(taken, context.abroad) } };
  },
  'help.answer': async (deps, context, { call: id, words }) => {
    const scope = await scopeAt(deps, context);
    if (!scope) return { outcome: 'gone', value: {} };
    const { outcome } = await answerHelp(deps, { scope, id, words, isAbroad, tell: tellOthers(context) });
    return { outcome: outcome === 'notFound' ? 'gone' : outcome, value: {} };
  },
  'help.close': async (deps, context, { call: id }) => {
    const scope = await scopeAt(deps, context);
    const done = scope && (await closeHelp(deps, { scope, id }));
    return { outcome: done?.outcome === 'closed' ? 'closed' : 'gone', value: {} };
  },
} satisfies Partial<Acts>;

async function scopeAt(deps: Deps, { accountId }: ActContext) {
  return (await officerAt(deps, accountId))?.scope ?? null;
}

/** An officer who called for help themselves is in the middle of a turn in that chat, and sees what they do. */
function tellOthers({ accountId, tell }: ActContext): TellPerson {
  return async (deps, told, notice) => (told === accountId ? 0 : tell.person(deps, told, notice));
}

/** What an officer writes is personal; and who lost that phone is not found at it. */
function isWritable({ left, channel }: ListedHelp): boolean {
  return !left && !isAbroad(channel);
}

/** Abroad nobody is named. */
function whoSentence({ household }: ListedHelp, abroad: boolean): Sentence {
  if (!household) return { key: 'calls.notRegistered' };
  const code = spacedCode(household.code);
  if (abroad || household.headName === '') return { key: 'calls.whoAway', params: { code } };
  return { key: 'calls.who', params: { head: household.headName, code } };
}

/** More of a note is read on the desk. */
const MOST_NOTE = 600;

function linesOf(
  { about, note, phone, taken, household, nowhere }: ListedHelp,
  { abroad, writable }: { abroad: boolean; writable: boolean },
) {
  // Nobody can be met whose place is not known.
  const reach = `${writable ? 'write' : 'meet'}${nowhere ? 'Nowhere' : ''}`;
  const lines: (Sentence | null)[] = [
    about === 'late' ? { key: 'calls.late' } : null,
    note === null || note === '' ? null : abroad ? { key: 'calls.noteAway' } : noteSentence(note),
    phone === null ? { key: `calls.noPhone.${reach}` } : abroad ? { key: 'calls.phoneAway' } : { key: 'calls.phone', params: { phone } },
    taken && { key: 'calls.takenAt', params: { at: { date: taken.at.toISOString() } } },
    household?.sentSince ? { key: 'calls.sentSince' } : null,
  ];
  return lines.filter((line) => line !== null);
}

function noteSentence(note: string): Sentence {
  const letters = [...note];
  if (letters.length <= MOST_NOTE) return { key: 'calls.note', params: { note } };
  return { key: 'calls.noteCut', params: { note: letters.slice(0, MOST_NOTE).join('') } };
}

/** Abroad nobody is named. */
function changedSentence({ state, at, name }: Extract<HelpTaken, { outcome: 'changed' }>, abroad: boolean): Sentence {
  const since = { at: at && { date: at.toISOString() } };
  if (state === 'closed') return { key: 'calls.changed.closed', params: since };
  if (abroad || name === null) return { key: 'calls.changed.takenAway', params: since };
  return { key: 'calls.changed.taken', params: { name, ...since } };
}
