/** What a PC shows and an officer types in chat: eight digits, which no keyboard for Vietnamese turns into something else. */
import { randomInt } from 'node:crypto';

const SHAPE = /^[1-9]\d{3}[\s.-]?\d{4}$/u;
const FIRST = 10_000_000;
const END = 100_000_000;

export function newPcCode(): string {
  return String(randomInt(FIRST, END));
}

/** What people write before it, accents left out or not. */
const LEADS = /^(?:m[ãa]|code|v[àa]o\s+m[áa]y(?:\s+t[íi]nh)?|duy[ệe]t\s+m[ãa]|sign\s+in|approve)\s*[:.]?\s*/iu;

/** What was typed as such a code, or null if it cannot be one; "mã 4821 7036." and "vào máy 48217036" are 48217036. */
export function readPcCode(typed: string): string | null {
  const bare = typed
    .normalize('NFC')
    .trim()
    .replace(LEADS, '')
    .replace(/[\s.!]+$/u, '');
  return SHAPE.test(bare) ? bare.replaceAll(/\D/gu, '') : null;
}

/** As people like to read it: `4821 7036`. */
export function spacedPcCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
