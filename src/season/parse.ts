/** From the text of a season file to a season whose dates follow one another. */
import { type Finding, readYaml, type Source } from '../yaml/read-yaml.ts';
import { type SeasonFile, seasonFile } from './definition.ts';
import { dateAt } from './due.ts';
import { limitsIn, type Span } from './limits.ts';
import { chains, outOfOrder } from './order.ts';
import { lintRules } from './parse-rules.ts';
import type { Anchor } from './rules.ts';

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
  const { dates, year } = data;
  const at = (anchor: Anchor) => dateAt(dates, anchor);
  const place = (anchor: Anchor) => ['dates', ...anchor.split('.')];
  const wrong = outOfOrder(dates).map(({ anchor, first }) =>
    finding(
      place(anchor),
      `${anchor} (${at(anchor)}) comes before ${first} (${at(first)})`,
      'put the dates in the order in which things happen',
    ),
  );
  const elsewhere = chains
    .flat()
    .filter((anchor) => anchor !== 'dossier' && !at(anchor).startsWith(`${year}-`))
    .map((anchor) => finding(place(anchor), `${anchor} (${at(anchor)}) is not in ${year}`, 'check the year of the date, or of the season'));
  return [...wrong, ...unique(elsewhere), ...lintLimits(data, finding)];
}

function lintLimits({ organisation, dates, limits }: SeasonFile, finding: Source<SeasonFile>['finding']): Finding[] {
  if (!limits) return [];
  if (organisation !== 'city') return [finding(['limits'], 'a ward says no limits', 'take them out: the city’s file has them')];
  return (Object.entries(limitsIn(dates, limits)) as [Anchor, Span][]).flatMap(([anchor, { earliest, latest }]) => {
    const date = dateAt(dates, anchor);
    if (earliest <= date && date <= latest) return [];
    const problem = `${anchor} (${date}) is not within its own limits (${earliest} to ${latest})`;
    return [finding(['limits', anchor], problem, 'let the limits hold the city’s own date')];
  });
}

function unique(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.line} ${finding.problem}`, finding])).values()];
}
