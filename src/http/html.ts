/** Pages made on the server: every value is escaped unless it is already `Html`. */

export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type Part = Html | string | number | Part[] | null;

export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  let source = strings[0] ?? '';
  for (let at = 0; at < values.length; at++) source += escaped(values[at] ?? null) + strings[at + 1];
  return new Html(source);
}

function escaped(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(escaped).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
