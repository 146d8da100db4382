/** What is said: missing and left-over sentences, placeholders, lengths, letters in one form. */
import { compile } from '../../condition/condition.ts';
import type { Finding } from '../../yaml/read-yaml.ts';
import { engineSentences } from '../sentences.ts';
import type { Check, Place, Subject, WrittenSentence } from './subject.ts';

interface Use {
  key: string;
  given: readonly string[];
  finding(problem: string, remedy: string): Finding;
}

export const sentences: Check = (subject, places) => {
  const inDialogs = places.flatMap(({ description, finding }) =>
    (description.sentences ?? []).map(
      ({ key, with: given, path }): Use => ({ key, given, finding: (problem, remedy) => finding(path, problem, remedy) }),
    ),
  );
  const byEngine = Object.entries(engineSentences).map(
    ([key, given]): Use => ({ key, given, finding: (problem, remedy) => ({ file: 'src/flow/sentences.ts', line: 1, problem, remedy }) }),
  );
  const uses = [...inDialogs, ...byEngine, ...places.flatMap(inExpressions)];
  return [
    ...uses.flatMap((use) => checkUse(subject, use)),
    ...inDialogs.flatMap((use) => needless(subject, use)),
    ...leftOver(subject, new Set(uses.map(({ key }) => key))),
  ];
};

/** An expression may choose between sentences: `{'key': score.enough ? 'result.enough' : 'result.notEnough'}`. */
function inExpressions({ description, finding }: Place): Use[] {
  return (description.expressions ?? []).flatMap(({ source, path }) => {
    const compiled = compile(source);
    const keys = compiled.ok ? compiled.condition.words.filter((word) => /^[a-z]\w*(\.\w+)+$/.test(word)) : [];
    return keys.map((key): Use => ({ key, given: [], finding: (problem, remedy) => finding(path, problem, remedy) }));
  });
}

function checkUse(subject: Subject, use: Use): Finding[] {
  const source = subject.sentences.get(subject.sourceLanguage)?.get(use.key);
  return [...subject.sentences].flatMap(([language, written]) => {
    const sentence = written.get(use.key);
    if (!sentence) return [use.finding(`no sentence ${use.key} in ${language}`, `word it in locales/${language}/${fileOf(use.key)}`)];
    // What only a translation wants is a mistake in it: `languages` points there.
    return sentence.placeholders
      .filter((name) => !use.given.includes(name) && (!source || source.placeholders.includes(name)))
      .map((name) => use.finding(`${use.key} (${language}) wants {{${name}}}`, `give it under with:, or reword the sentence`));
  });
}

/** A value that no language says is a leftover, or a misspelt placeholder. */
function needless(subject: Subject, { key, given, finding }: Use): Finding[] {
  const wanted = new Set([...subject.sentences.values()].flatMap((written) => written.get(key)?.placeholders ?? []));
  const known = [...subject.sentences.values()].some((written) => written.has(key));
  if (!known) return [];
  return given
    .filter((name) => !wanted.has(name))
    .map((name) => finding(`${key} does not say {{${name}}}`, 'remove it from with:, or say it'));
}

/** Other namespaces are said by code alone, and checked where they are used. */
function leftOver(subject: Subject, used: ReadonlySet<string>): Finding[] {
  return [...subject.sentences.values()].flatMap((written) =>
    [...written]
      .filter(([key]) => !key.includes(':') && !used.has(key) && !subject.saidByCode(key))
      .map(([key, sentence]) => sentence.finding(`nothing says ${key}`, 'remove it, or correct the key')),
  );
}

export const languages: Check = (subject) => {
  const all = new Map<string, Map<string, WrittenSentence>>();
  for (const [language, written] of subject.sentences) {
    for (const [key, sentence] of written) all.set(key, (all.get(key) ?? new Map()).set(language, sentence));
  }
  return [...all].flatMap(([key, versions]) => {
    const [first] = versions.values();
    const missing = [...subject.sentences.keys()].filter((language) => !versions.has(language));
    return [
      ...missing.flatMap(
        (language) => first?.finding(`${key} is missing in ${language}`, `word it in locales/${language}/${fileOf(key)}`) ?? [],
      ),
      ...unlikeSource(subject.sourceLanguage, key, versions),
    ];
  });
};

/** Translations that say other values than the source language does, each on its own line. */
function unlikeSource(source: string, key: string, versions: ReadonlyMap<string, WrittenSentence>): Finding[] {
  const first = versions.get(source);
  if (!first) return [];
  return [...versions].flatMap(([language, { placeholders, finding }]) => {
    if (inWords(placeholders) === inWords(first.placeholders)) return [];
    const remedy = `${source} says ${inWords(first.placeholders)}; let both say the same`;
    return [finding(`${key} (${language}) says ${inWords(placeholders)}`, remedy)];
  });
}

function inWords(placeholders: readonly string[]): string {
  const names = [...new Set(placeholders)].sort().map((name) => `{{${name}}}`);
  return names.join(', ') || 'no value';
}

export const letters: Check = (subject) =>
  [...subject.sentences.values()].flatMap((written) =>
    [...written]
      .filter(([, { text }]) => text !== text.normalize('NFC'))
      .map(([key, sentence]) => sentence.finding(`${key}: accents are written as separate marks`, 'save the file in Unicode NFC')),
  );

/** Placeholders count as nothing: lint knows what is written, not what is filled in. */
export const lengths: Check = (subject, places) => {
  const { maxText, maxButtonLabel, maxButtonData } = subject.limits;
  const said = places.flatMap(({ description, finding }) =>
    (description.sentences ?? []).flatMap(({ key, path }) => {
      const isLabel = path.at(-1) === 'label' || path.at(-1) === 'done';
      const max = isLabel ? maxButtonLabel : maxText;
      return [...subject.sentences].flatMap(([language, written]) => {
        const length = (written.get(key)?.text ?? '').replaceAll(/\{\{.*?\}\}/g, '').length;
        if (length <= max) return [];
        return [
          finding(path, `${key} (${language}) has ${length} characters, a channel carries ${max}`, 'shorten it, or say it in two steps'),
        ];
      });
    }),
  );
  const buttons = places.flatMap(({ description, finding }) =>
    (description.choices ?? [])
      .filter(({ id }) => new TextEncoder().encode(`${LONGEST_SERIAL}.${id}`).length > maxButtonData)
      .map(({ id, path }) => finding([...path, 'id'], `a button with ${id} sends more than ${maxButtonData} bytes`, 'shorten the id')),
  );
  return [...said, ...buttons];
};

/** A person would have to be asked a billion times to get here. */
const LONGEST_SERIAL = 999_999_999;

function fileOf(key: string): string {
  return `${key.includes(':') ? key.split(':')[0] : 'chat'}.json`;
}
