/** The order in which lists are read out: by place, then by given name. */

interface Placed {
  area: string;
  head: string;
}

const collator = new Intl.Collator('vi', { numeric: true });

/** As people count places and call names. */
export function inListOrder(a: Placed, b: Placed): number {
  return collator.compare(a.area, b.area) || collator.compare(givenName(a), givenName(b)) || collator.compare(a.head, b.head);
}

/** Vietnamese names end with it. */
function givenName({ head }: Placed): string {
  return head.split(' ').at(-1) ?? '';
}
