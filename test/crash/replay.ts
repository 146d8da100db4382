/** Plays a file's life again from what was written of it, through the table of states. Pure. */
import { type Act, type ActName, after, type Level, type Standing } from '../../src/review/state.ts';

/** A line of the audit that is about the file. */
export interface Written {
  actor: string;
  action: string;
  detail: unknown;
}

export interface Row {
  act: string;
  reason: string | null;
  officerId: string | null;
  accountId: string | null;
}

/** What took effect. */
export interface Decided {
  outcome: 'recognised' | 'notRecognised';
  reason: string | null;
  /** On what it was based. */
  seen: string;
}

export interface Life {
  /** In the order in which it was written. */
  written: readonly Written[];
  rows: readonly Row[];
  decided: readonly Decided[];
}

export interface Deed {
  actor: string;
  act: ActName;
}

export interface Replayed {
  standing: Standing;
  /** Everything that `Assessment.reviewSeq` counts, in order. */
  deeds: Deed[];
  /** What was sent. */
  sent: number;
  /** In words: each is a step that cannot have been. */
  faults: string[];
}

interface Detail {
  act?: ActName | null;
  level?: Level;
  items?: string[];
  number?: number;
}

export function replay({ written, rows, decided }: Life): Replayed {
  const faults: string[] = [];
  const deeds: Deed[] = [];
  const left = [...rows];
  const due = [...decided];
  let sent = 0;
  let standing: Standing = { stage: 'waiting', hand: 'household', sent: false, asked: 0 };

  function step(act: Act, actor: string): void {
    const next = after(standing, act);
    if (next.ok) standing = next.standing;
    else faults.push(`${actor}: ${act.act} from ${JSON.stringify(standing)} is ${next.why}`);
  }

  /** What a decision did to the file as it is now. */
  function decide(): void {
    for (;;) {
      const at = due.findIndex(({ seen }) => seen === `${deeds.length}.${sent}`);
      const [line] = at < 0 ? [] : due.splice(at, 1);
      if (!line) return;
      const act =
        line.outcome === 'recognised' ? ({ act: 'recognise' } as const) : ({ act: 'notRecognise', reason: line.reason ?? '' } as const);
      step(act, 'decision');
      deeds.push({ actor: 'decision', act: act.act });
    }
  }

  /** The rows that were written with an act. */
  function take(act: ActName, count: number, actor: string): Row[] {
    const taken = left.splice(0, count);
    const theirs = ({ officerId, accountId }: Row) => (officerId ? `officer:${officerId}` : `account:${accountId}`) === actor;
    if (taken.length < count || taken.some((row) => row.act !== act || !theirs(row)))
      faults.push(`${act} by ${actor} is written in the audit, but not as that in the file`);
    return taken;
  }

  for (const { actor, action, detail } of written) {
    const { act = null, level = 'ward', items = [], number } = (detail ?? {}) as Detail;
    decide();
    if (action === 'assessment.submit') {
      step({ act: 'send' }, actor);
      sent += 1;
      if (number !== sent) faults.push(`${sent} was sent as number ${number}`);
    } else if (action === 'assessment.reopen') {
      step({ act: 'reopen' }, actor);
    } else {
      const name = action === 'sheet.save' ? act : (action.slice('review.'.length) as ActName);
      if (name) {
        const count = name === 'askBack' || name === 'withdraw' ? items.length : 1;
        step(actFrom(name, { level, count, rows: take(name, count, actor) }), actor);
      }
      deeds.push({ actor, act: name ?? 'propose' });
    }
  }
  decide();
  for (const { act, officerId } of left) faults.push(`${act} by ${officerId} stands in the file, but not in the audit`);
  for (const { outcome, seen } of due) faults.push(`${outcome} on ${seen} took effect where the file was another`);
  return { standing, deeds, sent, faults };
}

function actFrom(act: ActName, { level, count, rows }: { level: Level; count: number; rows: readonly Row[] }): Act {
  const reason = rows
    .map((row) => row.reason?.trim() ?? '')
    .reduce((one, other) => (other.length < one.length ? other : one), rows[0]?.reason ?? '');
  switch (act) {
    case 'confirm':
      return { act, level };
    case 'askBack':
      return { act, items: count, reason };
    case 'withdraw':
      return { act, items: count };
    case 'unconfirm':
    case 'change':
    case 'notPropose':
    case 'object':
    case 'keep':
    case 'notRecognise':
      return { act, reason };
    default:
      return { act };
  }
}
