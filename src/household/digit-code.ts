/**
 * Six digits that stand for a code, for apps whose links take none along: people read them on our page and type them there.
 * They let nobody in by themselves: the code behind them does, once and as long as it lives.
 */
import { createHmac } from 'node:crypto';

/** Also with a nought in front, which none has: whoever types that has mistyped one. */
const SHAPE = /^\d{3}[\s-]?\d{3}$/u;
/** A nought in front would be left out. */
const FIRST = 100_000;
const COUNT = 900_000;

/** What was typed as six digits, or null if it cannot be that: "482 913" is 482913. */
export function readDigits(typed: string): string | null {
  return SHAPE.test(typed) ? typed.replaceAll(/[\s-]/gu, '') : null;
}

/** As people like to read them: `482 913`. */
export function spacedDigits(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/**
 * The digits of a record, so that a page can show them again although only their hash is stored. Nobody works them out
 * without the installation's key.
 */
export function digitsOf(secret: Uint8Array, codeId: string): string {
  const mac = createHmac('sha256', secret).update(`digits:${codeId}`).digest();
  return String(FIRST + (mac.readUIntBE(0, 6) % COUNT));
}
