/** A household on the web chat: it reads the newest question and answers. */
import type { Line } from '../../src/conversation/lines.ts';
import { type Choice, type Choices, choiceId, createHabits, levelOf } from './habits.ts';
import { type Household, REST_MS } from './household.ts';
import { createWebChat, type WebChatParts } from './web-chat.ts';

export interface WebHousehold extends Household {
  /** Every line it was ever given, in the order of arrival. */
  lines: Line[];
  /** It had itself erased. */
  left(): boolean;
  /** Reads what it was told since. */
  look(): Promise<void>;
}

export interface WebHouseholdParts extends WebChatParts {
  /** Where it says so, the household has everything erased, and that is its end. */
  leaves?: (household: Pick<Household, 'name' | 'sent'>) => Promise<boolean>;
}

export function createWebHousehold(parts: WebHouseholdParts): WebHousehold {
  const { name, random, number, leaves } = parts;
  const chat = createWebChat(parts);
  const { lines, sent } = chat;
  const habits = createHabits({ random, number });
  let left = false;

  async function answer(): Promise<void> {
    const question = newestQuestion(lines);
    const deed = habits.next(choicesOf(question));
    if (deed.does === 'waits') return chat.rest(REST_MS);
    if (deed.does === 'says') return chat.send({ type: 'text', text: deed.text });
    await press(deed.choice, { level: levelOf(deed.id) });
  }

  const press = ({ data, label }: Choice, more: { level?: string | null; forgotten?: (line: Line) => boolean }) =>
    chat.send({ type: 'press', data: data ?? '', label }, more);

  async function erase(): Promise<void> {
    // Something else may be asked in between: then once more.
    while (!choicesOf(newestQuestion(lines)).has('about')) {
      await chat.send({ type: 'text', text: 'xóa hết' });
      const sure = choicesOf(newestQuestion(lines)).get('erase');
      if (sure) await press(sure, { forgotten: isAnswered });
    }
  }

  return {
    name,
    sent,
    lines,
    heard: () => lines.length,
    retries: chat.retries,
    left: () => left,
    async live(over) {
      await chat.open();
      await chat.send({ type: 'start' });
      while (!over()) {
        if (await leaves?.({ name, sent })) {
          left = true;
          return erase();
        }
        await answer();
      }
    },
    look: chat.look,
  };
}

/** It was erased, or is asked once more whether it is sure: anything else was told in between. */
function isAnswered(line: Line): boolean {
  const choices = choicesOf(line);
  return line.from === 'us' && (choices.has('about') || choices.has('erase'));
}

export function newestQuestion(lines: readonly Line[]): Line | undefined {
  return lines.findLast((line) => line.from === 'us' && (line.choices?.length || line.expect !== 'none'));
}

export function choicesOf(question: Line | undefined): Choices {
  return new Map((question?.choices ?? []).flatMap(({ data, label }) => (data ? [[choiceId(data), { data, label }] as const] : [])));
}
