/** From the text of a season file to a season whose dates follow one another. */
import { type Finding, readYaml, type Source } from '../yaml/read-yaml.ts';
import { type SeasonFile, seasonFile } from './definition.ts';
import { lintRules } from './parse-rules.ts';

export type ParsedSeason = { ok: true; season: SeasonFile; finding: Source<SeasonFile>['finding'] } | { ok: false; findings: Finding[] };

/** @param file its name as findings should show it */
export function parseSeason(text: string, file: string): ParsedSeason {
  const reading = readYaml(text, file, seasonFile);
  if (!reading.ok) return reading;
  const { data: season, finding } = reading.source;
  const findings = [...lintSeason(reading.source), ...lintRules(season.rules, { dates: season.dates, finding })];
  return findings.length > 0 ? { ok: false, findings } : { ok: true, season, finding };
}

function lintSeason({ data, finding }: Source<SeasonFile>): Finding[] {
  const dates = data.dates;
  const year = String(data.year);
  /** In the order in which they have to come, equal days allowed. */
  const chains = [
    [
      ['registration', 'opens'],
      ['registration', 'closes'],
    ],
    [
      ['learningWeek', 'opens'],
      ['learningWeek', 'closes'],
    ],
    [
      ['registration', 'opens'],
      ['selfAssessment', 'opens'],
      ['selfAssessment', 'closes'],
      ['khuPhoMeetings'],
      ['wardList'],
      ['decision'],
      ['report'],
      ['dossier'],
    ],
  ];
  const at = (path: readonly string[]) => path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], dates) as string;

  const outOfOrder = chains.flatMap((chain) =>
    chain.slice(1).flatMap((path, index) => {
      const before = chain[index] ?? [];
      if (at(before) <= at(path)) return [];
      const problem = `${path.join('.')} (${at(path)}) comes before ${before.join('.')} (${at(before)})`;
      return [finding(['dates', ...path], problem, 'put the dates in the order in which things happen')];
    }),
  );
  const elsewhere = chains
    .flat()
    .filter((path) => path[0] !== 'dossier' && !at(path).startsWith(`${year}-`))
    .map((path) =>
      finding(['dates', ...path], `${path.join('.')} (${at(path)}) is not in ${year}`, 'check the year of the date, or of the season'),
    );
  return [...outOfOrder, ...unique(elsewhere)];
}

function unique(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.line} ${finding.problem}`, finding])).values()];
}
