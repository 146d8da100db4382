/** What a household answers to a question, on any channel: mostly onward, sometimes back to change something. */
import type { Random } from './random.ts';

export interface Choice {
  /** null: a button that sends its words. */
  data: string | null;
  label: string;
}

/** By the id behind the serial of their buttons. None: words are awaited. */
export type Choices = ReadonlyMap<string, Choice>;

/** `waits`: there is nothing to do until officers do something. */
export type Deed = { does: 'says'; text: string } | { does: 'presses'; id: string; choice: Choice } | { does: 'waits' };

export interface Habits {
  next(choices: Choices): Deed;
}

/** Chosen first where they are offered; they lead through the whole way and round again. */
const onward = ['agree', 'permanent', 'no', 'confirm', 'other', 'now', 'assess', 'reopen', 'send', 'start', 'continue', 'skip', 'n2', 'n1'];
/** Never chosen: they lead out of the self-assessment. */
const aside = new Set(['human', 'about', 'language', 'explain', 'correct', 'refuse', 'result', 'household', 'back', 'more', 'page']);
/** Whoever has sent so often mostly waits for what becomes of it. */
const OFTEN = 2;
const given = ['An', 'Bình', 'Chi', 'Dung', 'Giang', 'Hà', 'Khoa', 'Lan', 'Minh', 'Ngọc'];

export function createHabits({ random, number }: { random: Random; number: number }): Habits {
  let placed = false;
  let stories = 0;
  let times = 0;

  function words(): string {
    if (placed) return headName(number);
    placed = true;
    return 'lai thieu';
  }

  function chosen(choices: Choices): string {
    const all = [...choices.keys()];
    const levels = all.filter((id) => levelOf(id) !== null);
    if (levels.length > 0) return random.pick(levels);
    const found = all.filter((id) => /^o\d+$/.test(id));
    // The first ward that is found: all are neighbours.
    if (found.length > 0 && !choices.has('done')) return found[0] as string;
    if (choices.has('object')) return random.chance(0.5) ? 'object' : 'fine';
    // All is answered: mostly go and send it, sometimes change something first.
    if (choices.has('finish') && random.chance(0.6)) return 'finish';
    return onward.find((id) => choices.has(id)) ?? random.pick(all.filter((id) => !aside.has(id)));
  }

  return {
    next(choices) {
      if (choices.size === 0) return { does: 'says', text: words() };
      if (choices.size === 1 && choices.has('never')) return { does: 'says', text: `Nhà ${number} có học thêm` };
      const sendsAgain = choices.has('assess') && times < OFTEN;
      if (isMenu(choices) && !sendsAgain && random.chance(0.95)) return { does: 'waits' };
      if (wantsEvidence(choices) && random.chance(0.5)) return { does: 'says', text: `Lời kể thứ ${++stories} của nhà ${number}` };
      const id = chosen(choices);
      if (id === 'send') times += 1;
      return { does: 'presses', id, choice: choices.get(id) as Choice };
    },
  };
}

/** Of a household that has something to look back on. */
function isMenu(choices: Choices): boolean {
  return choices.has('household') && (choices.has('result') || choices.has('card') || choices.has('outcome'));
}

/** The level of an indicator that a choice gives; null: it gives none. */
export function levelOf(id: string): string | null {
  return /^a-(.+)$/.exec(id)?.[1] ?? null;
}

export function wantsEvidence(choices: Choices): boolean {
  return choices.has('see') || (choices.size === 1 && choices.has('later'));
}

/** `"12.a-full"` → `"a-full"` */
export function choiceId(data: string): string {
  return data.slice(data.indexOf('.') + 1);
}

/** Another name for each household, without digits: a number is no name. */
function headName(number: number): string {
  const [first, second] = [given[number % given.length], given[Math.floor(number / given.length) % given.length]];
  return `Nguyễn Văn Thử ${second} ${first}`;
}
