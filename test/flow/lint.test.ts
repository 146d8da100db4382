/** Each thing that a reader of a dialog would trip over is found, on its line, with a remedy. */
import { describe, expect, it } from 'vitest';
import type { Subject, WrittenSentence } from '../../src/flow/lint/subject.ts';
import { lintDialogs } from '../../src/flow/lint.ts';
import { parseDialog, parseWords } from '../../src/flow/parse.ts';
import { engineSentences } from '../../src/flow/sentences.ts';
import type { Reading, Source } from '../../src/yaml/read-yaml.ts';

const good = `id: hello
version: 1
start: load
steps:
  load:
    kind: act
    do: me.load
    args: { who: "'x'" }
    save: me
    on: { new: ask, member: ask }
  ask:
    kind: ask
    text: hello.ask
    with: { name: me.name }
    expect: text
    save: nick
    next: say
  say:
    kind: say
    text: hello.bye
    with: { nick: nick }
    next: end
`;
const goodWords = `entry: hello
voice: hello
words:
  - { do: back, say: { vi: ["quay lại"] } }
`;
const sentences = { 'hello.ask': '{{name}} tên gì?', 'hello.bye': 'Chào {{nick}}.' };

function sourceOf<T>(reading: Reading<T>): Source<T> {
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  return reading.source;
}

interface Given {
  dialog?: string;
  others?: string[];
  words?: string;
  vi?: Record<string, string>;
  en?: Record<string, string>;
  limits?: Partial<Subject['limits']>;
}

function lint({ dialog = good, others = [], words = goodWords, vi = sentences, en = vi, limits = {} }: Given): string[] {
  const written = (language: string, texts: Record<string, string>) => {
    const engine = Object.entries(engineSentences).map(([key, names]) => [key, names.map((name) => `{{${name}}}`).join(' ') || key]);
    const all = { ...Object.fromEntries(engine), ...texts } as Record<string, string>;
    return new Map(Object.entries(all).map(([key, text]) => [key, sentence(language, key, text)]));
  };
  const findings = lintDialogs({
    dialogs: [dialog, ...others].map((text) => sourceOf(parseDialog(text, `${/^id: (.*)$/m.exec(text)?.[1]}.yaml`))),
    words: sourceOf(parseWords(words, 'words.yaml')),
    acts: {
      'me.load': { args: ['who'], outcomes: ['new', 'member'] },
      'unit.search': { args: ['query'], outcomes: ['found', 'none', 'many'] },
    },
    sourceLanguage: 'vi',
    sentences: new Map([
      ['vi', written('vi', vi)],
      ['en', written('en', en)],
    ]),
    saidByCode: (key) => key.startsWith('act.'),
    limits: { maxText: 2_000, maxButtonLabel: 64, maxButtonData: 64, ...limits },
  });
  return findings.map(({ file, line, problem, remedy }) => `${file}:${line} ${problem} → ${remedy}`);
}

function sentence(language: string, key: string, text: string): WrittenSentence {
  const placeholders = [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] as string);
  return {
    text,
    placeholders,
    finding: (problem, remedy) => ({ file: `${language}/chat.json`, line: Object.keys(sentences).indexOf(key) + 2, problem, remedy }),
  };
}

const changing = (from: string, to: string) => ({ dialog: good.replace(from, to) });

it('finds nothing in a good dialog', () => {
  expect(lint({})).toEqual([]);
});

describe('where a step goes', () => {
  it.each([
    ['an unknown step', changing('next: say', 'next: sya'), 'hello.yaml:17 hello.ask: no step sya → did you mean say?'],
    ['an unknown dialog', changing('next: end', 'next: "@helo"'), 'hello.yaml:22 hello.say: no dialog helo → did you mean hello?'],
    ['an unknown start', changing('start: load', 'start: lod'), 'hello.yaml:3 hello: no step lod to start with → did you mean load?'],
    ['an unreachable step', changing('next: say', 'next: end'), 'hello.yaml:18 hello.say: no step leads here → lead to it, or remove it'],
    [
      'a dead end',
      changing('next: end', 'next: ask'),
      'hello.yaml:18 hello.say: no way from here to the end of the dialog → let a step go to end or to another dialog',
    ],
    [
      'a round without a person',
      changing('new: ask', 'new: load'),
      'hello.yaml:5 hello.load: leads back to itself without anybody being asked → let a step in between ask something',
    ],
  ])('%s', (_what, given, expected) => {
    expect(lint(given)).toContain(expected);
  });

  it('a round through dialogs that ask nobody', () => {
    const silent = 'id: other\nversion: 1\nstart: a\nsteps:\n  a: { kind: set, set: { x: 1 }, next: end }\n';
    const round = `${good.replace('member: ask', 'member: go')}  go: { kind: call, dialog: other, next: load }\n`;
    expect(lint({ dialog: round, others: [silent] })).toContain(
      'hello.yaml:23 hello.go: leads back to itself without anybody being asked → let a step in between ask something',
    );
    const asking = silent.replace(
      '{ kind: set, set: { x: 1 }, next: end }',
      '{ kind: ask, text: hello.ask, with: { name: "1" }, expect: text, save: x, next: end }',
    );
    expect(lint({ dialog: round, others: [asking] })).toEqual([]);
  });

  it('a dialog that nothing begins', () => {
    const lonely = 'id: lonely\nversion: 1\nstart: a\nsteps:\n  a: { kind: set, set: { x: 1 }, next: end }\n';
    expect(lint({ others: [lonely] })).toEqual([
      'lonely.yaml:1 no word, call or "@lonely" begins lonely → begin it somewhere, or remove it',
    ]);
  });
});

describe('acts', () => {
  it.each([
    ['unknown', changing('me.load', 'me.laod'), 'hello.yaml:7 hello.load: no act me.laod → did you mean me.load?'],
    ['a missing argument', changing('    args: { who: "\'x\'" }\n', ''), 'hello.yaml:7 hello.load: me.load needs who → give it under args'],
    [
      'an argument too many',
      changing('{ who: "\'x\'" }', '{ who: "\'x\'", hwo: 1 }'),
      'hello.yaml:8 hello.load: me.load takes no hwo → did you mean who?',
    ],
    [
      'an outcome nobody handles',
      changing('new: ask, ', ''),
      'hello.yaml:7 hello.load: me.load can come out as new → say under on: where new goes',
    ],
    [
      'an outcome that never comes',
      changing('new: ask, ', 'new: ask, news: ask, '),
      'hello.yaml:10 hello.load: me.load never comes out as news → did you mean new?',
    ],
  ])('%s', (_what, given, expected) => {
    expect(lint(given)).toContain(expected);
  });

  it('an outcome of a search that nobody handles, and an act without options', () => {
    const search = changing(
      'kind: ask\n    text: hello.ask\n    with: { name: me.name }\n    expect: text',
      'kind: search\n    text: hello.ask\n    with: { name: me.name }\n    source: unit.search',
    );
    expect(lint(search)).toEqual(['hello.yaml:15 hello.ask: unit.search can come out as many → say under on: where many goes']);
    const wrong = { dialog: search.dialog.replace('unit.search', 'me.load\n    on: { new: end, member: end }\n    args: { who: 1 }') };
    expect(lint(wrong)).toContain('hello.yaml:15 hello.ask: me.load has no outcome found → a search step needs an act with it');
  });
});

describe('expressions', () => {
  it.each([
    ['that do not parse', changing('name: me.name', 'name: "me."'), /^hello\.yaml:14 hello\.ask: me\.: .* → write it in CEL/],
    ['with matches', changing('name: me.name', 'name: "me.name.matches(\'(a+)+\')"'), /matches\(\) is not allowed/],
    ['with a variable nobody saves', changing('name: me.name', 'name: mee.name'), /nothing saves mee → did you mean me\?/],
    [
      'with a word that lacks its quotes',
      changing('who: "\'x\'"', 'who: publicList'),
      /nothing saves publicList → put a literal word in quotes: "'publicList'"/,
    ],
  ])('%s', (_what, given, expected) => {
    expect(lint(given)).toContainEqual(expect.stringMatching(expected));
  });
});

describe('sentences', () => {
  it.each([
    [
      'missing',
      { vi: { 'hello.ask': '{{name}}?' } },
      'hello.yaml:20 hello.say: no sentence hello.bye in vi → word it in locales/vi/chat.json',
    ],
    [
      'missing in one language',
      { en: { 'hello.bye': '{{nick}}' } },
      'hello.yaml:13 hello.ask: no sentence hello.ask in en → word it in locales/en/chat.json',
    ],
    ['left over', { vi: { ...sentences, 'hello.old': 'Cũ' } }, 'vi/chat.json:1 nothing says hello.old → remove it, or correct the key'],
    [
      'with a placeholder that is not given',
      { vi: { ...sentences, 'hello.bye': '{{nick}} {{hand}}' } },
      'hello.yaml:20 hello.say: hello.bye (vi) wants {{hand}} → give it under with:, or reword the sentence',
    ],
    [
      'given what it does not say',
      { vi: { ...sentences, 'hello.bye': 'Chào.' } },
      'hello.yaml:20 hello.say: hello.bye does not say {{nick}} → remove it from with:, or say it',
    ],
    [
      'that differ between languages',
      { en: { ...sentences, 'hello.bye': 'Bye.' } },
      'en/chat.json:3 hello.bye (en) says no value → vi says {{nick}}; let both say the same',
    ],
    [
      'not in NFC',
      { vi: { ...sentences, 'hello.bye': 'Chào {{nick}}'.normalize('NFD') } },
      'vi/chat.json:3 hello.bye: accents are written as separate marks → save the file in Unicode NFC',
    ],
    [
      'too long for a channel',
      { limits: { maxText: 5 } },
      'hello.yaml:13 hello.ask: hello.ask (vi) has 8 characters, a channel carries 5 → shorten it, or say it in two steps',
    ],
    [
      'of the engine, missing',
      { vi: { ...sentences, 'engine.tooLong': 'Dài {{length}}' } },
      'src/flow/sentences.ts:1 engine.tooLong (vi) wants {{length}} → give it under with:, or reword the sentence',
    ],
  ] as [string, Given, string][])('%s', (_what, given, expected) => {
    expect(lint(given)).toContain(expected);
  });

  it('whose translation misspells a placeholder are told of in the translation, and nowhere else', () => {
    expect(lint({ en: { ...sentences, 'hello.bye': 'Bye {{haed}}.' } })).toEqual([
      'en/chat.json:3 hello.bye (en) says {{haed}} → vi says {{nick}}; let both say the same',
    ]);
  });

  it('said by code are no leftovers', () => {
    expect(lint({ vi: { ...sentences, 'act.unit.old': '…' } })).toEqual([]);
  });

  it('that an expression chooses between are looked for, too', () => {
    const choosing = changing('name: me.name', "name: \"{'key': me.old ? 'hello.bye' : 'hello.gone'}\"");
    expect(lint(choosing)).toContain('hello.yaml:14 hello.ask: no sentence hello.gone in vi → word it in locales/vi/chat.json');
  });
});

it('finds buttons that send too much', () => {
  const choose = changing(
    'kind: ask\n    text: hello.ask\n    with: { name: me.name }\n    expect: text\n    save: nick',
    'kind: choose\n    text: hello.ask\n    with: { name: me.name }\n    save: nick\n    choices:\n      - { id: twelve-chars, label: hello.bye, with: { nick: "1" } }',
  );
  expect(lint(choose)).toEqual([]);
  expect(lint({ ...choose, limits: { maxButtonData: 16 } })).toEqual([
    'hello.yaml:17 hello.ask: a button with twelve-chars sends more than 16 bytes → shorten the id',
  ]);
});

it('finds ways to say a choice that are not written, or mean two choices', () => {
  const choose = changing(
    'kind: ask\n    text: hello.ask\n    with: { name: me.name }\n    expect: text\n    save: nick',
    `kind: choose
    text: hello.ask
    with: { name: me.name }
    save: nick
    choices:
      - { id: "yes", label: hello.yes, also: hello.yesAlso }
      - { id: no, label: hello.no, also: hello.noAlso }`,
  );
  const vi = { ...sentences, 'hello.yes': 'Đúng', 'hello.yesAlso': 'có, ừ', 'hello.no': 'Sai' };
  expect(lint({ ...choose, vi: { ...vi, 'hello.noAlso': 'không, chưa' } })).toEqual([]);
  expect(lint({ ...choose, vi })).toContain('hello.yaml:18 hello.ask: no sentence hello.noAlso in vi → word it in locales/vi/chat.json');
  const ambiguous = { ...vi, 'hello.noAlso': 'không, đừng, dừng' };
  expect(lint({ ...choose, vi: ambiguous, en: { ...vi, 'hello.noAlso': 'no' } })).toEqual([
    'hello.yaml:18 hello.ask: "dung" (vi) means no and a choice before it → let each way to say it mean one choice',
    'hello.yaml:18 hello.ask: "dung" (vi) means no and a choice before it → let each way to say it mean one choice',
  ]);
});

it('knows the variables that words and codes begin a dialog with, and the language', () => {
  const words = `${goodWords}  - { dialog: hello, set: { wanted: vi }, say: { vi: ["tiếng việt"] } }\ncode: { dialog: hello, save: typed }\n`;
  const dialog = good.replace('me.name', '"wanted + typed + lang"');
  expect(lint({ words, dialog })).toEqual([]);
  expect(lint({ words: words.replace('code: { dialog: hello', 'code: { dialog: helo'), dialog })).toEqual([
    'words.yaml:6 no dialog helo → did you mean hello?',
  ]);
  expect(lint({ dialog: good.replace('save: nick', 'save: lang').replace('nick: nick', 'nick: lang') })).toEqual([
    'hello.yaml:11 hello.ask: lang is provided by the engine → save it under another name',
  ]);
});

describe('what is personal', () => {
  const words = { ...sentences, 'hello.bye': 'Chào {{phone}}.', 'hello.away': 'Chào gia đình.' };
  const said = good.replace('with: { nick: nick }', 'with: { phone: nick }');
  const away = (text: string, more = '') => said.replace('    next: end', `    away: { text: ${text}${more} }\n    next: end`);

  it.each([
    [
      'has other words for abroad',
      said,
      'hello.yaml:20 hello.say: hello.bye says {{phone}}, which may not travel abroad → give the step an away: with a sentence without it',
    ],
    [
      'is known by its variable, whatever its placeholder is called',
      good.replace('me.name }', 'me.phone }'),
      'hello.yaml:13 hello.ask: hello.ask says {{name}}, which may not travel abroad → give the step an away: with a sentence without it',
    ],
    [
      'is not said abroad either',
      away('hello.bye', ', with: { phone: nick }'),
      'hello.yaml:22 hello.say: hello.bye says {{phone}} abroad → word it without, and lead to a page',
    ],
    [
      'has words for abroad in every language',
      away('hello.gone'),
      'hello.yaml:22 hello.say: no sentence hello.gone in en → word it in locales/en/chat.json',
    ],
    [
      'stands on no button',
      changing('    save: nick', '    choices: [{ id: x, label: hello.bye, with: { phone: me.name }, next: say }]\n    save: nick').dialog,
      'hello.yaml:16 hello.ask: hello.bye says {{phone}}, and has no other words for abroad → word it without',
    ],
  ])('%s', (_what, dialog, expected) => {
    expect(lint({ dialog, vi: words })).toContain(expected);
  });

  it('is well kept in a step with words for abroad, and in a literal word that is called so', () => {
    expect(lint({ dialog: away('hello.away'), vi: words })).toEqual([]);
    expect(lint({ dialog: good.replace('nick: nick }', `nick: "nick == null ? 'phone' : nick" }`) })).toEqual([]);
  });
});

it('finds words that lead nowhere or mean two things', () => {
  const after = `afterOfficer: helo\n${goodWords}`;
  expect(lint({ words: after })).toContain('words.yaml:1 no dialog helo → did you mean hello?');
  expect(lint({ words: `afterOfficer: hello\n${goodWords}` })).toEqual([]);
  const words = `${goodWords}  - { dialog: helo, say: { vi: ["Giúp"] } }\n  - { dialog: hello, say: { vi: ["giup", "quay lai"] } }\n`;
  expect(lint({ words })).toEqual([
    'words.yaml:5 no dialog helo → did you mean hello?',
    'words.yaml:6 "giup" is also a word of entry 2 → let each word mean one thing',
    'words.yaml:6 "quay lai" is also a word of entry 1 → let each word mean one thing',
  ]);
});

describe('the shape of a file', () => {
  it.each([
    ['an unknown kind', 'kind: say', 'kind: sya', 19, /unknown kind; the kinds are say, choose/],
    ['an unknown field', 'next: end', 'nxt: end', 22, /unknown nxt/],
    ['a reserved variable', 'save: nick', 'save: string', 16, /belongs to CEL/],
    ['an id that is not the name of the file', 'id: hello', 'id: hallo', 1, /the id is "hallo", the file hello\.yaml/],
  ])('%s', (_what, from, to, line, problem) => {
    const reading = parseDialog(good.replace(from, to), 'hello.yaml');
    expect(reading.ok ? [] : reading.findings).toContainEqual(
      expect.objectContaining({ file: 'hello.yaml', line, problem: expect.stringMatching(problem) }),
    );
  });
});
