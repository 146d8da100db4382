/** `nhahoc lint`: every finding of dialogs, words, rubrics, seasons, holidays, targets, units and sentences, with file, line and remedy. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { profiles } from '../channel/profiles.ts';
import { contractsAsData } from '../conversation/contracts-as-data.ts';
import { unitsFile } from '../db/units.ts';
import { MAX_BUTTON_DATA } from '../flow/limits.ts';
import type { Subject } from '../flow/lint/subject.ts';
import { lintDialogs } from '../flow/lint.ts';
import { parseDialog, parseWords } from '../flow/parse.ts';
import { readFlowFile, readFlowFiles } from '../flow-files.ts';
import { sourceOnly } from '../locale/load.ts';
import { sourceLanguage } from '../locale/locale.ts';
import { parseTargets } from '../report/targets.ts';
import { lintSentences } from '../rubric/lint.ts';
import { parseRubric } from '../rubric/parse.ts';
import { parseSeason } from '../season/parse.ts';
import { lintOwnRules, lintRuleSentences, parseRules } from '../season/parse-rules.ts';
import { awaySentence, isOff, type ReminderRule } from '../season/rules.ts';
import { parseHolidays } from '../season/working-days.ts';
import { type Finding, type Reading, readYaml, type Source } from '../yaml/read-yaml.ts';
import { lintVersions } from './dialog-versions.ts';
import { keysInCode } from './keys-in-code.ts';
import { projectFolder } from './project-folder.ts';
import { readSentences } from './read-sentences.ts';
import type { Shell } from './shell.ts';

/** @returns exit code 1 when there is a finding */
export async function run(_args: string[], { print }: Shell): Promise<number> {
  const findings = await lintProject(projectFolder);
  for (const { file, line, problem, remedy } of findings) print(`${file}:${line}  ${problem}\n    → ${remedy}`);
  print(findings.length === 0 ? 'flows and locales: nothing to mend' : `${findings.length} to mend`);
  return findings.length === 0 ? 0 : 1;
}

/** @param root folder with `flows`, `locales` and `src` */
export async function lintProject(root: string): Promise<Finding[]> {
  const { sentences, findings } = await readSentences(join(root, 'locales'));
  if (findings.length > 0) return findings;
  return [
    ...(await lintFlows(root, sentences)),
    ...(await lintRubrics(root, sentences)),
    ...(await lintSeasons(root, sentences)),
    ...(await lintFiles(join(root, 'flows', 'targets'), parseTargets)),
    ...(await lintHolidays(join(root, 'flows', 'holidays.yaml'))),
    ...(await lintFiles(join(root, 'flows', 'units'), (text, name) => readYaml(text, name, unitsFile))),
  ];
}

async function lintFlows(root: string, sentences: Subject['sentences']): Promise<Finding[]> {
  const readings = (await readFlowFiles(join(root, 'flows', 'dialogs'))).map(({ name, text }) => parseDialog(text, name));
  const words = parseWords(await readFile(join(root, 'flows', 'words.yaml'), 'utf8'), 'flows/words.yaml');
  const broken = [...readings, words].flatMap(findingsOf);
  if (broken.length > 0 || !words.ok) return broken;
  const code = await keysInCode(join(root, 'src'));
  const ruled = await saidByRules(root);
  const dialogs = readings.flatMap(sourcesOf);
  const findings = lintDialogs({
    dialogs,
    words: words.source,
    acts: contractsAsData(),
    sourceLanguage,
    sentences: inEveryLanguage(sentences),
    saidByCode: (key) => code.keys.has(key) || ruled.has(key) || code.beginnings.some((beginning) => key.startsWith(beginning)),
    limits: tightest(),
  });
  return [...findings, ...(await lintVersions(join(root, 'flows', 'dialogs'), dialogs))];
}

function inEveryLanguage(sentences: Subject['sentences']): Subject['sentences'] {
  const here = (key: string) => !sourceOnly.some((namespace) => key.startsWith(`${namespace}:`));
  return new Map([...sentences].map(([language, written]) => [language, new Map([...written].filter(([key]) => here(key)))]));
}

async function lintRubrics(root: string, sentences: Subject['sentences']): Promise<Finding[]> {
  const readings = (await readFlowFiles(join(root, 'flows', 'rubrics'))).map(({ name, text }) => parseRubric(text, name));
  const broken = readings.flatMap(findingsOf);
  const keys = new Map([...sentences].map(([language, written]) => [language, new Set(written.keys())]));
  return broken.length > 0 ? broken : lintSentences(readings.flatMap(sourcesOf), keys);
}

/** The rules of every season, and of single ones: what each says by itself, the sentences that they name, and what one switches off. */
async function lintSeasons(root: string, sentences: Subject['sentences']): Promise<Finding[]> {
  const { defaults, seasons } = await readRules(root);
  const broken = [defaults, ...seasons].flatMap(findingsOf);
  if (broken.length > 0 || !defaults.ok) return broken;
  const { data, finding } = defaults.source;
  return [
    ...lintRuleSentences(data.rules, sentences, finding),
    ...seasons.flatMap((parsed) =>
      parsed.ok
        ? [...lintOwnRules(parsed.season, data.rules, parsed.finding), ...lintRuleSentences(parsed.season.rules, sentences, parsed.finding)]
        : [],
    ),
  ];
}

async function readRules(root: string) {
  const { name, text } = await readFlowFile(join(root, 'flows', 'reminders.yaml'));
  const seasons = (await readFlowFiles(join(root, 'flows', 'seasons'))).map((file) => parseSeason(file.text, file.name));
  return { defaults: parseRules(text, name), seasons };
}

/** Also what is said instead where our words travel abroad. */
async function saidByRules(root: string): Promise<ReadonlySet<string>> {
  const { defaults, seasons } = await readRules(root);
  const own = seasons.flatMap((parsed) => (parsed.ok ? parsed.season.rules : []));
  const all = [...(defaults.ok ? defaults.source.data.rules : []), ...own].filter((rule): rule is ReminderRule => !isOff(rule));
  return new Set(all.flatMap(({ sentence }) => [sentence, awaySentence(sentence)]));
}

async function lintFiles(folder: string, parse: (text: string, name: string) => { ok: true } | { ok: false; findings: Finding[] }) {
  return (await readFlowFiles(folder)).flatMap(({ name, text }) => findingsOf(parse(text, name)));
}

async function lintHolidays(path: string): Promise<Finding[]> {
  const { name, text } = await readFlowFile(path);
  return findingsOf(parseHolidays(text, name));
}

function findingsOf(reading: { ok: true } | { ok: false; findings: Finding[] }): Finding[] {
  return reading.ok ? [] : reading.findings;
}

function sourcesOf<T>(reading: Reading<T>): Source<T>[] {
  return reading.ok ? [reading.source] : [];
}

/** What every channel can carry. */
function tightest(): Subject['limits'] {
  const all = Object.values(profiles);
  return {
    maxText: Math.min(...all.map(({ maxText }) => maxText)),
    maxButtonLabel: Math.min(...all.map(({ maxButtonLabel }) => maxButtonLabel)),
    maxButtonData: MAX_BUTTON_DATA,
  };
}
