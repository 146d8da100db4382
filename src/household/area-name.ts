/** The name of a khu phố or ấp as it is written down, and when two names mean the same place. */
import { readArea } from './find-area.ts';

export interface AreaName {
  name: string;
  kind: 'quarter' | 'hamlet';
}

/** It has to fit on a button, behind the name of its ward. */
const MAX_CHARACTERS = 40;
const KINDS = [
  { word: 'Khu phố', kind: 'quarter' },
  { word: 'Ấp', kind: 'hamlet' },
] as const;

/** "  khu phố   1" → "Khu phố 1", a quarter. Null: it does not say what kind of place it is, or is too long. */
export function readAreaName(text: string): AreaName | null {
  const tidy = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (tidy.length > MAX_CHARACTERS) return null;
  for (const { word, kind } of KINDS) {
    const rest = tidy.slice(word.length + 1);
    if (rest !== '' && tidy.toLowerCase().startsWith(`${word} `.toLowerCase())) return { name: `${word} ${rest}`, kind };
  }
  return null;
}

/** "Khu phố 03" and "khu pho 3" have one key; "Ấp 3" has another. */
export function areaKey({ name, kind }: { name: string; kind: string }): string {
  return `${kind}:${readArea(name).join(' ')}`;
}
