/** Sees to it that there is a season, and a rubric in force in it, whatever `flows/seasons/` holds. */
import { CannotStart } from '../cannot-start.ts';
import { canonical } from '../canonical.ts';
import { audit } from '../db/audit.ts';
import { presentCity } from '../db/city.ts';
import type { Deps } from '../deps.ts';
import { readFlowFiles, seasonsFolder } from '../flow-files.ts';
import { type RuleInForce, readReminders, rulesInForce, toBeKept } from '../reminder/rules-in-force.ts';
import { localDate } from '../season/calendar.ts';
import { type SeasonDates, type SeasonFile, seasonDates } from '../season/definition.ts';
import { dateAt } from '../season/due.ts';
import { beyond, type Limits, limitsIn } from '../season/limits.ts';
import { type ParsedSeason, parseSeason } from '../season/parse.ts';
import { lintOwnRules } from '../season/parse-rules.ts';
import { rulesOf } from '../season/rules.ts';
import { trialDates } from '../season/trial.ts';
import { type Finding, inOneLine, type Source } from '../yaml/read-yaml.ts';
import { citySeason } from './city-season.ts';
import { endMoves } from './move-dates.ts';
import { TITLE } from './rubric-in-force.ts';

/** What a title is judged by until somebody decides otherwise. */
const DEFAULT_RUBRIC = 'gdht-324-mau';
const DEFAULT_RUBRICS: Readonly<Record<string, string>> = { [TITLE]: DEFAULT_RUBRIC };

const TRIAL_NAME = 'mùa thử';

export interface EnsuredSeasons {
  /** Names of the seasons that files describe. */
  taken: string[];
  /** A trial season runs, because the city has no season of its own. */
  trial: boolean;
  refused: Finding[];
}

interface SeasonWish {
  organisationId: string;
  year: number;
  trial: boolean;
  name: string;
  dates: SeasonDates;
  rules: RuleInForce[];
  limits: Limits;
}

/**
 * Takes the season files in (their dates may change from start to start), runs a trial season for the city while it has
 * none of its own, and puts the default rubric in force where none is. After the organisations and `loadRubrics`.
 *
 * @param refusedRubrics what `loadRubrics` did not take
 * @throws CannotStart when there is no rubric to judge by, naming file, line and remedy
 */
export async function ensureSeason(
  deps: Deps,
  options: { folder?: string; refusedRubrics?: readonly Finding[] } = {},
): Promise<EnsuredSeasons> {
  const { folder = seasonsFolder, refusedRubrics = [] } = options;
  const ensured: EnsuredSeasons = { taken: [], trial: false, refused: [] };
  // The city says how far a ward's own dates may be from its.
  const files = (await readFlowFiles(folder)).map(({ name, text }) => ({ name, parsed: parseSeason(text, name) }));
  for (const { parsed } of files.toSorted((a, b) => Number(isOfWard(a.parsed)) - Number(isOfWard(b.parsed))))
    await takeFile(deps, parsed, ensured);
  for (const finding of ensured.refused) deps.log.warn(finding, 'season refused');
  return { ...ensured, trial: (await ensureTrial(deps, refusedRubrics)) !== null };
}

/** While the service runs, a trial may end: the next one begins the same day. Run by a job; returns how many began. */
export async function renewTrial(deps: Deps): Promise<number> {
  return (await ensureTrial(deps)) === 'begun' ? 1 : 0;
}

function noRubric(refused: readonly Finding[]): CannotStart {
  const why = refused.map(inOneLine);
  if (why.length === 0) why.push('put flows/rubrics/gdht-324-mau.yaml back');
  return new CannotStart(`There is no rubric ${DEFAULT_RUBRIC} to assess households by:\n${why.join('\n')}`);
}

function isOfWard(parsed: ParsedSeason): boolean {
  return parsed.ok && parsed.season.organisation !== 'city';
}

async function takeFile(deps: Deps, parsed: ParsedSeason, ensured: EnsuredSeasons): Promise<void> {
  if (!parsed.ok) {
    ensured.refused.push(...parsed.findings);
    return;
  }
  const { season, finding } = parsed;
  const organisation = await organisationNamed(deps, season.organisation);
  if (!organisation) {
    const remedy = 'write city, or set up the ward’s own Hội first';
    ensured.refused.push(finding(['organisation'], `the ward ${season.organisation} has no Hội of its own here`, remedy));
    return;
  }
  const defaults = await readReminders();
  const unknownRules = lintOwnRules(season, defaults, finding);
  if (unknownRules.length > 0) {
    ensured.refused.push(...unknownRules);
    return;
  }
  const tooFar = await beyondLimits(deps, season, finding);
  if (tooFar.length > 0) {
    ensured.refused.push(...tooFar);
    return;
  }
  const rubrics = { ...DEFAULT_RUBRICS, ...season.rubrics };
  for (const [title, rubricId] of Object.entries(rubrics)) {
    if ((await newestVersion(deps, title, rubricId)) !== null) continue;
    const remedy = `use the id of a rubric of this title in flows/rubrics/, or leave ${title} out`;
    ensured.refused.push(finding(['rubrics', title], `there is no rubric ${rubricId} for ${title}`, remedy));
    return;
  }
  const { year, name: called, dates } = season;
  const rules = toBeKept(rulesOf(defaults, season.rules));
  const limits = limitsIn(dates, season.limits ?? {});
  const seasonId = await upsertSeason(deps, { organisationId: organisation.id, year, trial: false, name: called, dates, rules, limits });
  await putInForce(deps, { organisationId: organisation.id, seasonId, rubrics });
  ensured.taken.push(called);
}

function organisationNamed(deps: Deps, organisation: SeasonFile['organisation']) {
  return organisation === 'city' ? presentCity(deps) : deps.db.organisation.findUnique({ where: { unitCode: organisation } });
}

/** Where a ward's own dates are further from the city's of that year than the city allows; nothing, where it does not say. */
async function beyondLimits(
  deps: Deps,
  { organisation, year, dates }: SeasonFile,
  finding: Source<SeasonFile>['finding'],
): Promise<Finding[]> {
  if (organisation === 'city') return [];
  const city = await citySeason(deps, { year, trial: false });
  if (!city || Object.keys(city.limits).length === 0) return [];
  return beyond(dates, city).map(({ anchor, span: { earliest, latest } }) => {
    const allowed = earliest === latest ? `the city has ${earliest} for all` : `the city allows ${earliest} to ${latest}`;
    return finding(
      ['dates', ...anchor.split('.')],
      `${anchor} (${dateAt(dates, anchor)}) is too far: ${allowed}`,
      'choose a day that the city allows',
    );
  });
}

/** While the city has no season of its own (null): a trial, which lasts a year; where it is over, the next one begins. */
async function ensureTrial(deps: Deps, refusedRubrics: readonly Finding[] = []): Promise<'runs' | 'begun' | null> {
  const { id: organisationId } = await presentCity(deps);
  if ((await deps.db.season.count({ where: { organisationId, trial: false } })) > 0) {
    // Nobody is reminded of a trial any more once there is a season.
    await deps.db.season.updateMany({ where: { organisationId, trial: true }, data: { rules: [] } });
    return null;
  }
  if ((await newestVersion(deps, TITLE, DEFAULT_RUBRIC)) === null) throw noRubric(refusedRubrics);
  const today = localDate(deps.clock.now());
  const trials = await deps.db.season.findMany({ where: { organisationId, trial: true } });
  const running = trials.find((season) => seasonDates.parse(season.dates).selfAssessment.closes >= today);
  const year = Number(today.slice(0, 4));
  const rules = toBeKept(await readReminders());
  const seasonId = await upsertSeason(deps, {
    ...{ organisationId, trial: true, name: TRIAL_NAME, rules, limits: {} },
    year: running?.year ?? year,
    dates: running ? seasonDates.parse(running.dates) : trialDates(today),
  });
  await putInForce(deps, { organisationId, seasonId, rubrics: DEFAULT_RUBRICS });
  return running ? 'runs' : 'begun';
}

async function upsertSeason(deps: Deps, wish: SeasonWish): Promise<string> {
  const { organisationId, year, trial, name, dates, rules, limits } = wish;
  const key = { organisationId_year_trial: { organisationId, year, trial } };
  const { count } = await deps.db.season.createMany({
    data: [{ id: deps.ids.next(), organisationId, year, trial, name, dates, rules, limits }],
    skipDuplicates: true,
  });
  const season = await deps.db.season.findUniqueOrThrow({ where: key });
  const subject = `season:${season.id}`;
  if (count === 1) {
    await audit(deps, { actor: 'system', action: 'season.create', subject, detail: { year, trial } });
    return season.id;
  }
  const changed = season.name !== name || canonical(season.dates) !== canonical(dates);
  const ruled = canonical(season.rules) !== canonical(rules);
  const limited = canonical(season.limits) !== canonical(limits);
  if (changed || ruled || limited) await deps.db.season.update({ where: key, data: { name, dates, rules, limits } });
  if (changed || limited) {
    const wards = await endMovesWithin(deps, { id: season.id, organisationId, year, trial, dates, limits });
    if (wards.length > 0)
      deps.log.warn({ season: name, wards }, 'dates that wards had moved are the season’s again: its limits are others');
  }
  if (changed) {
    const detail = { was: canonical(season.dates), is: canonical(dates) };
    await audit(deps, { actor: 'system', action: 'season.change', subject, detail });
  }
  if (limited) {
    const detail = { was: canonical(season.limits), is: canonical(limits) };
    await audit(deps, { actor: 'system', action: 'season.limits', subject, detail });
  }
  if (ruled) {
    // What the rules before had planned is not sent any more: see reminder/still-holds.ts.
    const detail = { was: namesOf(rulesInForce(season.rules)), is: namesOf(rules) };
    await audit(deps, { actor: 'system', action: 'season.rules', subject, detail });
  }
  return season.id;
}

/** Of a ward's own season the city's limits hold too, and only they. */
async function endMovesWithin(
  deps: Deps,
  { id, organisationId, year, trial, dates, limits }: Omit<SeasonWish, 'name' | 'rules'> & { id: string },
): Promise<string[]> {
  if (organisationId !== (await presentCity(deps)).id) {
    const city = await citySeason(deps, { year, trial });
    return endMoves(deps, { seasonId: id, dates, limits: city?.limits ?? {} });
  }
  const ended = await endMoves(deps, { seasonId: id, dates, limits });
  const own = await deps.db.season.findMany({ where: { year, trial, id: { not: id } }, select: { id: true, dates: true } });
  for (const one of own) ended.push(...(await endMoves(deps, { seasonId: one.id, dates: seasonDates.parse(one.dates), limits })));
  return ended;
}

function namesOf(rules: readonly RuleInForce[]): string {
  return rules.map(({ id, sha }) => `${id}@${sha.slice(0, 8)}`).join(' ');
}

interface ForceWish {
  organisationId: string;
  seasonId: string;
  /** Title → rubric id. */
  rubrics: Readonly<Record<string, string>>;
}

/** Where a rubric is in force it stays: to change it in the middle of a season is an officer's act. */
async function putInForce(deps: Deps, { organisationId, seasonId, rubrics }: ForceWish): Promise<void> {
  for (const [title, rubricId] of Object.entries(rubrics)) {
    const rubricVersionId = await newestVersion(deps, title, rubricId);
    if (rubricVersionId === null) throw new Error(`There is no rubric ${rubricId} for ${title}`);
    const { count } = await deps.db.rubricInForce.createMany({
      data: [{ organisationId, title, seasonId, rubricVersionId }],
      skipDuplicates: true,
    });
    if (count === 0) continue;
    const detail = { title, rubric: rubricVersionId };
    await audit(deps, { actor: 'system', action: 'rubric.putInForce', subject: `season:${seasonId}`, detail });
  }
}

async function newestVersion(deps: Deps, title: string, rubricId: string): Promise<string | null> {
  const newest = await deps.db.rubricVersion.findFirst({ where: { title, rubricId }, orderBy: { version: 'desc' }, select: { id: true } });
  return newest?.id ?? null;
}
