/** Household codes out of a list that somebody typed or pasted, with whatever stands around and between them. Pure. */
import { readCode } from './household-code.ts';

export interface ReadCodes {
  /** As they are stored, each once. */
  codes: string[];
  /** What looks like one and is none, as it was typed: nothing of it is lost unsaid. */
  unread: string[];
}

/** Characters of a code; a shorter piece with a digit in it is half a code at best, a number of a khu phố or of a line. */
const LENGTH = 8;
const HALF = 4;

export function readCodes(typed: string): ReadCodes {
  const pieces = typed.normalize('NFC').split(/[^\p{L}\p{N}]+/u);
  const codes = new Set<string>();
  const unread = new Set<string>();
  for (let at = 0; at < pieces.length; ) {
    const { code, length } = codeAt(pieces, at);
    if (code !== null) codes.add(code);
    else if (looksLikeOne(pieces.slice(at, at + length).join(''))) unread.add(pieces.slice(at, at + length).join(' '));
    at += length;
  }
  return { codes: [...codes], unread: [...unread] };
}

/** The code that begins with this piece; else, where two halves make no code, both of them: they were meant as one. */
function codeAt(pieces: readonly string[], at: number): { code: string | null; length: number } {
  let joined = '';
  for (let length = 1; at + length <= pieces.length && joined.length < LENGTH; length++) {
    joined += pieces[at + length - 1];
    const code = joined.length === LENGTH ? readCode(joined) : null;
    if (code !== null) return { code, length };
  }
  const [first = '', second = ''] = pieces.slice(at, at + 2);
  const halves = first.length === HALF && second.length === HALF && looksLikeOne(first + second) && codeAt(pieces, at + 1).code === null;
  return { code: null, length: halves ? 2 : 1 };
}

/** Names and other words have no digit, and letters that codes do not have. */
function looksLikeOne(piece: string): boolean {
  return piece.length >= HALF && /\d/.test(piece) && /^[a-z\d]+$/i.test(piece);
}
