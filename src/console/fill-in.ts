/**
 * A form that could not be taken, with everything as it was filled in: the one way for every form of the console. Pages need do nothing
 * for it but be shown again with a form of the same address; what this knows of a form is what its own HTML says.
 */
import { Html, html } from '../http/html.ts';
import type { Form } from './route.ts';

/** What was on a page when it was made, and not what a person said: another page has other ones. */
const SEEN = /^(csrf|whose|seen|shown|line|kept|page)(\.|$)|^seen[A-Z]/;
/** Typed in full each time, of what is seen then. */
const ANEW = new Set(['typed']);

const TAG = /<(input|select|textarea)\b([^>]*)>/g;

/** Null: it is another form of this address, one about another thing. */
export function fillIn(content: Html, fields: Form): Html | null {
  const tags = [...content.source.matchAll(TAG)].map(([, , attributes = '']) => attributes);
  const hidden = tags.filter((tag) => attributeOf(tag, 'type') === 'hidden').filter((tag) => !SEEN.test(nameOf(tag)));
  if (hidden.some((tag) => fields[nameOf(tag)] !== undefined && !sent(fields, nameOf(tag)).includes(attributeOf(tag, 'value'))))
    return null;
  const names = Map.groupBy(tags, nameOf);
  const once = (name: string) => names.get(name)?.length === 1;
  const filled = content.source
    .replaceAll(/<select\b([^>]*)>(.*?)<\/select>/gs, (whole, attributes: string, options: string) => {
      const value = once(nameOf(attributes)) ? sent(fields, nameOf(attributes))[0] : undefined;
      if (value === undefined || !options.includes(html`value="${value}"`.source)) return whole;
      return `<select${attributes}>${options.replaceAll(/<option\b([^>]*)>/g, (_, option: string) => marked('option', option, 'selected', attributeOf(option, 'value') === value))}</select>`;
    })
    .replaceAll(/<textarea\b([^>]*)>.*?<\/textarea>/gs, (whole, attributes: string) => {
      const value = once(nameOf(attributes)) ? sent(fields, nameOf(attributes))[0] : undefined;
      return value === undefined ? whole : html`<textarea${new Html(attributes)}>${value}</textarea>`.source;
    })
    .replaceAll(/<input\b([^>]*)>/g, (whole, attributes: string) => input(whole, attributes, fields, once));
  return new Html(filled);
}

function input(whole: string, attributes: string, fields: Form, once: (name: string) => boolean): string {
  const name = nameOf(attributes);
  if (SEEN.test(name)) return whole;
  switch (attributeOf(attributes, 'type')) {
    case 'hidden':
    case 'file':
      return whole;
    case 'checkbox':
      // What has to be said before anything is done is said of what is seen now.
      if (/ required\b/.test(attributes) || name === '') return whole;
      return marked('input', attributes, 'checked', sent(fields, name).includes(attributeOf(attributes, 'value')));
    case 'radio':
      return fields[name] === undefined
        ? whole
        : marked('input', attributes, 'checked', sent(fields, name).includes(attributeOf(attributes, 'value')));
    default: {
      const value = once(name) && !ANEW.has(name) ? sent(fields, name)[0] : undefined;
      return value === undefined ? whole : html`<input${new Html(attributes.replace(/ value="[^"]*"/, ''))} value="${value}">`.source;
    }
  }
}

function marked(tag: string, attributes: string, mark: 'selected' | 'checked', is: boolean): string {
  return `<${tag}${attributes.replace(new RegExp(` ${mark}(?![\\w-])`), '')}${is ? ` ${mark}` : ''}>`;
}

function sent(fields: Form, name: string): readonly string[] {
  return [fields[name] ?? []].flat();
}

function nameOf(attributes: string): string {
  return attributeOf(attributes, 'name');
}

/** As it was before it was written into HTML. */
function attributeOf(attributes: string, name: string): string {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** Words that somebody wrote, and that no form of the page shows any more: they are not lost with the form. */
export function unshown(content: Html, fields: Form, isWords: (name: string) => boolean): string[] {
  return Object.entries(fields)
    .filter(([name]) => isWords(name))
    .flatMap(([, value]) => [value].flat())
    .filter(
      (value) =>
        value.trim() !== '' && ![html`value="${value}"`, html`>${value}</textarea>`].some(({ source }) => content.source.includes(source)),
    );
}
