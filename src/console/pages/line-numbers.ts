/** Numbers of lines in few signs, so that a form can carry thousands that were ticked on other pages: `3,17,101-200`. */

/** As it stands in a form. */
export function inRanges(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const number of sorted) {
    const range = ranges.at(-1);
    if (range && range[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

const RANGE = /^([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?$/;

/** What a browser sends may be anything: what is no number from 1 to `most` is passed over. */
export function fromRanges(text: string, most: number): Set<number> {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = RANGE.exec(part.trim()) ?? [];
    if (first === undefined) continue;
    for (let number = Number(first); number <= Math.min(Number(last), most); number++) numbers.add(number);
  }
  return numbers;
}
