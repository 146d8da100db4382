/** Every sentence a person reads: `locales/<language>/<namespace>.json`, filled in and spoken in their language. */
import { createInstance, type i18n } from 'i18next';
import type { Param, Sentence } from '../flow/session.ts';
import { formatDate, formatNumber } from './format.ts';
import { type LocaleEntry, loadEntries, localesFolder, type Namespace, namespaces } from './load.ts';

/** The language every sentence is first written in, and the one to fall back on. */
export const sourceLanguage = 'vi';

export type Params = { [name: string]: Param };

export interface Locale {
  readonly languages: readonly string[];
  /** The words of a sentence. Unknown languages get the source language. */
  speak(sentence: Sentence, lang: string): string;
  /** The words of one key: `menu.ask` (of chat.json) or `rubric:levels.full`. */
  t(key: string, lang: string, params?: Params): string;
  /** The source language has a sentence of this key. */
  has(key: string): boolean;
  /** Every sentence of a language by key, as written, for lint. Keys of chat.json have no namespace in front. */
  keys(lang: string): ReadonlyMap<string, LocaleEntry>;
}

export interface LocaleOptions {
  folder?: string;
  /**
   * Told of a sentence that no language has, and of one that is spoken without something that it names. Without it both throw, so
   * that tests notice; a service passes its log, and the person reads `format.missing` instead of a key, and `…` for what is not said.
   */
  onMissing?: (key: string, lang: string, unsaid?: readonly string[]) => void;
}

/** Reads all sentences at once; throws when a file is not an object of strings. */
export function createLocale(options: LocaleOptions = {}): Locale {
  const entries = loadEntries(options.folder ?? localesFolder);
  const i18next = translator(entries);
  const languages = [...entries.keys()];

  const known = (lang: string) => (entries.has(lang) ? lang : sourceLanguage);
  /** By language: of sentences that were found, how they read without a value; null: not asked for like that yet. A page of 435 households says some thousand times the same. */
  const found = new Map(languages.map((lang) => [lang, new Map<string, string | null>()]));

  function t(key: string, lang: string, params?: Params): string {
    const language = known(lang);
    const plain = found.get(language)?.get(key);
    if (plain === undefined && !i18next.exists(key, { lng: language })) {
      if (!options.onMissing) throw new Error(`No sentence "${key}" in locales/${language} or locales/${sourceLanguage}`);
      options.onMissing(key, language);
      return i18next.t('format.missing', { lng: language });
    }
    if (params === undefined && typeof plain === 'string') return plain;
    const text = filledIn(key, language, params ?? {});
    found.get(language)?.set(key, params === undefined ? text : (plain ?? null));
    return text;
  }

  function filledIn(key: string, language: string, params: Params): string {
    const words = Object.fromEntries(Object.entries(params).map(([name, param]) => [name, inWords(param, language)]));
    const unsaid = (written(key, language)?.placeholders ?? []).filter((name) => params[name] === undefined);
    if (unsaid.length > 0) {
      if (!options.onMissing) throw new Error(`"${key}" is spoken without ${unsaid.join(', ')}`);
      options.onMissing(key, language, unsaid);
      for (const name of unsaid) words[name] = '…';
    }
    return i18next.t(key, { lng: language, replace: words });
  }

  function written(key: string, language: string): LocaleEntry | undefined {
    return entries.get(language)?.get(key) ?? entries.get(sourceLanguage)?.get(key);
  }

  function speak(sentence: Sentence, lang: string): string {
    return 'text' in sentence ? (sentence.in?.[lang] ?? sentence.text) : t(sentence.key, lang, sentence.params);
  }

  function inWords(param: Param, lang: string): string {
    if (param === null) return t('format.none', lang);
    if (typeof param === 'string') return param;
    if (typeof param === 'number') return formatNumber(param, lang);
    if (typeof param === 'boolean') return t(param ? 'format.yes' : 'format.no', lang);
    if (Array.isArray(param)) return param.map((line) => listed(speak(line, lang))).join('\n');
    if (!('date' in param)) return speak(param, lang);
    const { day, time } = formatDate(param.date, lang);
    return time ? t('format.moment', lang, { time, day }) : day;
  }

  return {
    languages,
    speak,
    t,
    has: (key) => i18next.exists(key, { lng: sourceLanguage }),
    keys: (lang) => entries.get(known(lang)) ?? new Map(),
  };
}

/** A line that has a number of its own needs no other mark. */
function listed(line: string): string {
  return /^\d+\. /.test(line) ? line : `• ${line}`;
}

function translator(entries: ReadonlyMap<string, ReadonlyMap<string, LocaleEntry>>): i18n {
  const i18next = createInstance();
  i18next.init({
    fallbackLng: sourceLanguage,
    ns: [...namespaces],
    defaultNS: 'chat',
    // Keys arrive flat: ids inside them ("1.1") may have dots of their own.
    keySeparator: false,
    resources: Object.fromEntries([...entries].map(([lang, sentences]) => [lang, byNamespace(sentences)])),
    // Channels escape what they need; what a person typed must not be read as a placeholder either.
    interpolation: { escapeValue: false, skipOnVariables: true },
    initAsync: false,
  });
  return i18next;
}

function byNamespace(sentences: ReadonlyMap<string, LocaleEntry>): Record<Namespace, Record<string, string>> {
  const resources = Object.fromEntries(namespaces.map((namespace) => [namespace, {}])) as Record<Namespace, Record<string, string>>;
  for (const entry of sentences.values()) resources[entry.namespace][entry.key] = entry.text;
  return resources;
}
