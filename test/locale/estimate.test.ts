/** The greeting says how long it takes. This measures it on the transcript of a whole way, at the pace of a slow reader. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';

/** Vietnamese words are written by syllables; a practised adult reads well over 200 a minute. */
const SYLLABLES_A_MINUTE = 160;
const SECONDS_A_PRESS = 5;
const SECONDS_A_TYPED_SYLLABLE = 4;
/** Finding the camera, taking the picture, sending it. */
const SECONDS_A_PHOTO = 60;

const locale = createLocale();
const transcript = readFileSync(fileURLToPath(new URL('../conversation/transcripts/web/01-whole-way.txt', import.meta.url)), 'utf8');

function minutesOf(text: string): number {
  const blocks = text.split(/\n(?=👤|🏠)/u);
  return blocks.reduce((sum, block) => sum + secondsOf(block), 0) / 60;
}

function secondsOf(block: string): number {
  if (block.startsWith('🏠')) return (syllables(block) / SYLLABLES_A_MINUTE) * 60;
  if (!block.startsWith('👤')) return 0;
  if (block.includes('(gửi ảnh)')) return SECONDS_A_PHOTO;
  return /[[(]/.test(block) ? SECONDS_A_PRESS : syllables(block) * SECONDS_A_TYPED_SYLLABLE;
}

function syllables(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

describe('how long it takes', () => {
  const measured = minutesOf(transcript);

  it.each([
    ['vi', /khoảng (\d+) phút/],
    ['en', /about (\d+) minutes/],
  ] as const)('is said within a quarter of what it measures (%s)', (lang, pattern) => {
    const said = Number(pattern.exec(locale.t('welcome.hello', lang))?.[1]);
    expect(Math.abs(said - measured) / measured, `said ${said} minutes, measured ${measured.toFixed(1)}`).toBeLessThan(0.25);
  });
});
