import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wordsOf } from '../../../src/channel/telegram/set-up.ts';
import { parseWords } from '../../../src/flow/parse.ts';
import { byWord } from '../../../src/flow/understand.ts';
import { createLocale } from '../../../src/locale/locale.ts';
import { startTelegram, type TestTelegram } from '../../support/telegram.ts';

let service: TestTelegram | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});
const eventually = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 10_000 });
const isSetUp = () => expect(service?.logged()).toContain('Telegram: set up');

describe('a start', () => {
  it('introduces the bot in both languages, Vietnamese to everybody else', async () => {
    service = await startTelegram();
    await eventually(isSetUp);
    const { commands, descriptions, short } = service.fake.bot();
    expect(Object.keys(commands).sort()).toEqual(['', 'en']);
    expect(commands['']).toContainEqual({ command: 'tudanhgia', description: 'Tự đánh giá, làm tiếp' });
    expect(commands.en).toContainEqual({ command: 'stop', description: 'Stop reminders' });
    expect(descriptions['']).toContain('Hội Khuyến học');
    expect(short.en).toContain('families');
    expect(service.telegram.username()).toBe('nhahoc_bot');
  });

  it('has updates delivered with the secret, to webhooks only', async () => {
    service = await startTelegram();
    await eventually(isSetUp);
    expect(service.fake.bot().webhook).toBe(`${service.url}/webhooks/telegram`);
    service.fake.user().says('xin chào');
    await eventually(async () => expect(await service?.inbox()).toHaveLength(1));
  });

  it('takes a webhook away when it polls', async () => {
    service = await startTelegram({ mode: 'polling', parts: { mayPoll: () => false } });
    service.fake.setWebhook('http://127.0.0.1:9/elsewhere');
    await service.restart();
    await eventually(() => expect(service?.fake.bot().webhook).toBeNull());
    expect(service.telegram.hook).toBeNull();
  });

  it('sets nothing again that is right already', async () => {
    service = await startTelegram();
    await eventually(isSetUp);
    const changes = () => service?.fake.calls().filter(({ method }) => method.startsWith('setMy')).length;
    expect(changes()).toBe(6);
    await service.restart();
    await eventually(() => expect(service?.logged().match(/Telegram: set up/g)).toHaveLength(2));
    expect(changes()).toBe(6);
  });

  it('goes on in spite of what fails, in the background', async () => {
    service = await startTelegram({ parts: { mayPoll: () => false } });
    await eventually(isSetUp);
    for (const failure of ['reset', { status: 500 }, { status: 429, retryAfter: 0 }, { status: 400 }] as const)
      service.fake.fail('*', failure, 2);
    await service.restart();
    await eventually(() => expect(service?.logged().match(/Telegram: set up/g)).toHaveLength(2));
  });

  it('tells that the token is refused, and does not give up', async () => {
    const onBroken = vi.fn();
    service = await startTelegram({ parts: { onBroken } });
    await eventually(isSetUp);
    service.fake.fail('getMe', { status: 401, description: 'Unauthorized' });
    await service.restart();
    await eventually(() => expect(service?.logged().match(/Telegram: set up/g)).toHaveLength(2));
    expect(onBroken).toHaveBeenCalledWith('token');
  });
});

it('every command is a word that the dialogs understand, and within Telegram’s limits', () => {
  const locale = createLocale();
  const words = parseWords(readFileSync('flows/words.yaml', 'utf8'), 'flows/words.yaml');
  if (!words.ok) throw new Error('words.yaml cannot be read');
  for (const language of locale.languages) {
    const { commands, description, short } = wordsOf(locale, language);
    for (const { command } of commands) {
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
      expect([command, byWord(`/${command}`, words.source.data, language, 'text')]).not.toEqual([command, null]);
    }
    expect(description.length).toBeLessThanOrEqual(512);
    expect(short.length).toBeLessThanOrEqual(120);
  }
});
