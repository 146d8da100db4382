/** From the text of `flows/reminders.yaml` to rules, and what is wrong with the rules of a season. */
import { type Finding, type Path, type Reading, readYaml, type Source } from '../yaml/read-yaml.ts';
import type { SeasonDates, SeasonFile } from './definition.ts';
import { resolve } from './due.ts';
import { USUAL_QUIET } from './quiet-hours.ts';
import { awaySentence, isOff, type ReminderRule, rulesFile, type SeasonRule } from './rules.ts';
import { trialDates } from './trial.ts';

export type Rules = { rules: ReminderRule[] };

/** Any year's dates: those of a trial, where nothing else is known. */
const SOME_DAY = '2027-01-15';
/** What a sentence can say in its places. */
const PARAMS = {
  household: ['closes', 'days', 'next', 'until'],
  work: ['date', 'days', 'numbers'],
  lagging: ['date', 'days', 'numbers', 'percent', 'why'],
  week: ['date', 'days', 'numbers', 'place'],
};

/** @param file its name as findings should show it */
export function parseRules(text: string, file: string): Reading<Rules> {
  const reading = readYaml(text, file, rulesFile);
  if (!reading.ok) return reading;
  const { data, finding } = reading.source;
  const findings = lintRules(data.rules, { dates: trialDates(SOME_DAY), finding });
  return findings.length > 0 ? { ok: false, findings } : reading;
}

interface Subject {
  dates: SeasonDates;
  finding: Source<unknown>['finding'];
}

/** Where each rule stands in its file. */
export function lintRules(rules: readonly SeasonRule[], { dates, finding }: Subject): Finding[] {
  return rules.flatMap((rule, index) => {
    const at = (path: Path, problem: string, remedy: string) => finding(['rules', index, ...path], problem, remedy);
    const twice = rules.findIndex(({ id }) => id === rule.id) < index;
    const again = twice ? [at(['id'], `the rule ${rule.id} is there twice`, 'give each rule a name of its own')] : [];
    return isOff(rule) ? again : [...again, ...lintRule(rule, dates, at)];
  });
}

function lintRule(rule: ReminderRule, dates: SeasonDates, at: Subject['finding']): Finding[] {
  const { hour, from, until } = rule;
  const findings: Finding[] = [];
  const [wakes, sleeps] = [Number.parseInt(USUAL_QUIET.to, 10), Number.parseInt(USUAL_QUIET.from, 10)];
  if (hour < wakes || hour >= sleeps) {
    findings.push(at(['hour'], `${hour}:00 is in the night`, `choose an hour from ${wakes} to ${sleeps - 1}`));
  }
  const last = resolve(dates, until);
  if (from && resolve(dates, from) > last) {
    findings.push(at(['until'], `it ends (${last}) before it begins (${resolve(dates, from)})`, 'put from before until'));
  }
  for (const days of rule.anchor ? (rule.days ?? []) : []) {
    const day = resolve(dates, { anchor: rule.anchor as NonNullable<typeof rule.anchor>, days });
    if (day > last) findings.push(at(['days'], `${days} days (${day}) is after until (${last})`, 'leave that day out, or end later'));
  }
  if (new Set(rule.days).size < (rule.days?.length ?? 0)) findings.push(at(['days'], 'a day is there twice', 'leave it out'));
  return findings;
}

/** What a season says of rules that are not there. */
export function lintOwnRules(season: SeasonFile, defaults: readonly ReminderRule[], finding: Subject['finding']): Finding[] {
  const known = new Set(defaults.map(({ id }) => id));
  return season.rules.flatMap((rule, index) => {
    if (!isOff(rule) || known.has(rule.id)) return [];
    const remedy = `use one of ${[...known].join(', ')}`;
    return [finding(['rules', index, 'id'], `there is no rule ${rule.id} to switch off`, remedy)];
  });
}

export interface WrittenSentence {
  placeholders: readonly string[];
}

/**
 * Sentences that rules name and nobody wrote, and places in them that nothing fills.
 * @param sentences language → key → sentence
 */
export function lintRuleSentences(
  rules: readonly SeasonRule[],
  sentences: ReadonlyMap<string, ReadonlyMap<string, WrittenSentence>>,
  finding: Subject['finding'],
): Finding[] {
  return rules.flatMap((rule, index) => {
    if (isOff(rule)) return [];
    const at = (problem: string, remedy: string) => finding(['rules', index, 'sentence'], problem, remedy);
    const params = PARAMS[rule.who === 'household' ? 'household' : rule.state];
    return [...sentences].flatMap(([language, written]) => {
      if (!written.has(rule.sentence))
        return [at(`${rule.sentence} is not in locales/${language}`, 'write the sentence, or correct its name')];
      return [rule.sentence, awaySentence(rule.sentence)].flatMap((key) => {
        const unknown = (written.get(key)?.placeholders ?? []).filter((name) => !params.includes(name));
        if (unknown.length === 0) return [];
        return [at(`nothing fills ${unknown.join(', ')} of ${key} (${language})`, `use only ${params.join(', ')}`)];
      });
    });
  });
}
