/**
 * Codes that people read out, type and mistype: eight characters, the last of which checks the others.
 *
 * 31 characters, because a prime makes the check exact: any one wrong character and any two exchanged ones are
 * noticed. No 0, O, I, L, U: they are taken for something else, or make words.
 */
import { createHash, createHmac } from 'node:crypto';

const alphabet = '123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/**
 * A code from any seed; the same seed gives the same code. A seed of a fresh random id makes it hard to guess. It always
 * has a letter and a digit that is not taken for one, so that no name, date or number looks like a code.
 */
export function codeFrom(seed: string): string {
  const code = anyCode(seed);
  return /[2-9]/.test(code) && /[A-Z]/.test(code) ? code : codeFrom(`${seed}+`);
}

function anyCode(seed: string): string {
  let number = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`);
  const base = BigInt(alphabet.length);
  let payload = '';
  while (payload.length < LENGTH - 1) {
    payload += alphabet[Number(number % base)];
    number /= base;
  }
  return payload + checkCharacter(payload);
}

/** What was typed as a code, or null if it cannot be one. Case, spaces and hyphens do not matter. */
export function readCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s.-]/g, '')
    .replaceAll(/[IL]/g, '1');
  if (code.length !== LENGTH || [...code].some((character) => !alphabet.includes(character))) return null;
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : null;
}

/** As people like to read it: `K7M2 9QXC`. */
export function spacedCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/**
 * What is stored of a code that lets somebody in: there are too few codes for a plain hash to hide one. `code` is
 * normalised (readCode).
 * @param secret the installation's key
 */
export function hashSecretCode(secret: Uint8Array, code: string): string {
  return createHmac('sha256', secret).update(code).digest('hex');
}

/** What is stored of a code that hangs on a wall for everybody. `code` is normalised (readCode). */
export function hashPublicCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** Weights 1, 2, 3 … modulo a prime: that the weights differ is what notices an exchange. */
function checkCharacter(payload: string): string {
  const sum = [...payload].reduce((total, character, index) => total + (index + 1) * alphabet.indexOf(character), 0);
  return alphabet[sum % alphabet.length] as string;
}
