/** On Zalo a button sends a text. Ours begins as nobody's typing does. */

const MARK = '#nh.';
/** Far above what any of our buttons sends. */
const MAX_DATA = 256;

/** What a button sends for OutboundChoice.data. */
export function payloadOf(data: string): string {
  return MARK + data;
}

/** The other way round; null: somebody typed it. */
export function dataOf(text: string): string | null {
  const data = text.startsWith(MARK) ? text.slice(MARK.length) : '';
  return data.length > 0 && data.length <= MAX_DATA ? data : null;
}
