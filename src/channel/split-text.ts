/** Splits long text where a reader would pause. */

const graphemes = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Where to cut, best first: after a paragraph, a line, a sentence, a word. */
const pauses = [/\n\s*\n/g, /\n/g, /[.!?…]["”’)]*\s/g, /\s/g];

/**
 * Parts of at most `max` UTF-16 units each, `max` ≥ 2. Put together they are the text, but for white space at the
 * cuts. Text without a word is one empty part.
 */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const end = cutPoint(rest, max);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest];
}

function cutPoint(text: string, max: number): number {
  // One unit more than fits: a pause right behind the last word that fits counts too.
  const window = text.slice(0, max + 1);
  for (const [rank, pause] of pauses.entries()) {
    const ends = [...window.matchAll(pause)].map((match) => match.index + match[0].trimEnd().length);
    const last = ends.filter((end) => end > 0 && end <= max).at(-1);
    // A pause near the start would leave a scrap, so a finer one is taken; the last kind has no finer one.
    if (last !== undefined && (last > max / 3 || rank === pauses.length - 1)) return last;
  }
  return hardCut(text, max);
}

/** Between two characters as people see them; if a single one is too long, between two code points. */
function hardCut(text: string, max: number): number {
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  const splitsPair = text.charCodeAt(max - 1) >= 0xd800 && text.charCodeAt(max - 1) <= 0xdbff;
  return splitsPair ? max - 1 : max;
}
