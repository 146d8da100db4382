import { readDigits } from './digit-code.ts';
import { readCode } from './household-code.ts';

/** What people write before a code, accents left out or not. */
const LEADS = /^(?:m[ãa](?:\s+(?:m[ờo]i|s[ốo]))?|(?:invitation\s+)?code)(?:\s+l[àa]|\s+is)?\s*[:.=-]?\s+/iu;
/** Eight signs, as they are shown: in one, or four and four. */
const SHAPE = /^[a-z\d]{4}[\s.-]?[a-z\d]{4}$/iu;
const LINK = /\/k\/([a-z\d]{8})(?![a-z\d])/iu;

/**
 * The code that a whole message is: "41qp-3tf9", "Mã mời: 41QP 3TF9", a link that ends in it, the message with which a
 * member was given it, or six digits ("482 913"). Null for anything else: a code of eight signs has letters and one of the digits 2 to
 * 9 (codeFrom), a name of a place or of a person has no such digit in its middle.
 *
 * @param number the awaited answer may be a number: then digits are a code only after a word that says so
 */
export function typedCode(text: string, number = false): string | null {
  const typed = text.normalize('NFC').trim();
  const [firstLine = ''] = typed.split('\n', 1);
  if (number && !/\p{L}/u.test(typed)) return null;
  const inLink = LINK.exec(typed)?.[1];
  return alone(typed) ?? (inLink === undefined ? null : alone(inLink)) ?? (LEADS.test(firstLine) ? alone(firstLine) : null);
}

function alone(text: string): string | null {
  const code = text
    .trim()
    .replace(LEADS, '')
    .replace(/[\s.!]+$/u, '');
  const digits = readDigits(code);
  if (digits !== null) return digits;
  return SHAPE.test(code) && /[2-9]/.test(code) && /[a-hj-z]/i.test(code) ? readCode(code) : null;
}
