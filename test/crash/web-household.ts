/** A household on the web chat: it reads the newest question and answers. */
import type { Line } from '../../src/conversation/lines.ts';
import { type Choices, choiceId, createHabits, levelOf } from './habits.ts';
import type { Household } from './household.ts';
import { createWebChat, type WebChatParts } from './web-chat.ts';

export interface WebHousehold extends Household {
  /** Every line it was ever given, in the order of arrival. */
  lines: Line[];
}

export function createWebHousehold(parts: WebChatParts): WebHousehold {
  const { name, random, number } = parts;
  const chat = createWebChat(parts);
  const { lines, sent } = chat;
  const habits = createHabits({ random, number });

  async function answer(): Promise<void> {
    const question = newestQuestion(lines);
    const deed = habits.next(choicesOf(question));
    if (deed.does === 'says') return void (await chat.send({ type: 'text', text: deed.text }));
    const { data, label } = deed.choice;
    await chat.send({ type: 'press', data: data ?? '', label }, levelOf(deed.id));
  }

  return {
    name,
    sent,
    lines,
    heard: () => lines.length,
    retries: chat.retries,
    async live(over) {
      await chat.open();
      await chat.send({ type: 'start' });
      while (!over()) await answer();
      // What it was told since.
      await chat.look();
    },
  };
}

export function newestQuestion(lines: readonly Line[]): Line | undefined {
  return lines.findLast((line) => line.from === 'us' && (line.choices?.length || line.expect !== 'none'));
}

export function choicesOf(question: Line | undefined): Choices {
  return new Map((question?.choices ?? []).flatMap(({ data, label }) => (data ? [[choiceId(data), { data, label }] as const] : [])));
}
