/** Takes in what the household says to the officer who is with it: all of a page, or nothing and the reason. */
import { createHash } from 'node:crypto';
import { answersShown, askedIn, type HouseholdFile, householdFile } from '../assessment/file-of.ts';
import { validAnswer } from '../assessment/form-view.ts';
import { createAssessment } from '../assessment/open-assessment.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { evidenceLimits } from '../evidence/limits.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { takesAnswers } from './form-of-visit.ts';
import { filledNotice } from './notices.ts';
import { holdVisit } from './visit.ts';

export interface FilledItem {
  /** Indicator id. */
  item: string;
  /** A level of it, "na", or null: nothing was chosen. */
  choice: string | null;
  /** The answer that stood beside the question; null: none. */
  seen: string | null;
  /** In words; empty: none. */
  story: string;
}

export interface SaveAnswersOptions {
  scope: Scope;
  assistId: string;
  items: readonly FilledItem[];
  tell: TellHousehold;
}

export type NotSaved =
  /** Nothing was written: these were answered otherwise since the page was shown. */
  | { outcome: 'changed'; items: string[] }
  /** Nothing was written: so long, or so many, nobody reads. */
  | { outcome: 'refused'; items: string[]; why: 'longStory' | 'storyCount' };

type Saved =
  /** How many answers and stories are new. */
  | { outcome: 'saved'; answers: number; stories: number }
  | NotSaved
  /** The form takes no answers now. */
  | { outcome: 'closed' }
  | { outcome: 'over' }
  | { outcome: 'notFound' };

export async function saveAnswers(deps: Deps, { scope, assistId, items, tell }: SaveAnswersOptions): Promise<Saved> {
  const visit = await holdVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  if (visit === 'over') return { outcome: 'over' };
  const file = await householdFile(deps, visit.householdId);
  if (!file || !takesAnswers(file)) return { outcome: 'closed' };
  const { given, changed } = compare(file, items);
  if (changed.length > 0) return { outcome: 'changed', items: changed };
  const told = await storiesIn(deps, file, items);
  if ('why' in told) return { outcome: 'refused', ...told };
  if (given.length === 0 && told.stories.length === 0) return { outcome: 'saved', answers: 0, stories: 0 };
  const { officerId } = scope;
  const actor = `officer:${officerId}`;
  const assessmentId = file.assessment?.id ?? (await createAssessment(deps, file, { source: 'assisted', actor }));
  await write(deps, { assessmentId, officerId, given, stories: told.stories });
  const at = deps.clock.now();
  await deps.db.assist.updateMany({ where: { id: assistId, filledAt: null }, data: { filledAt: at } });
  await audit(deps, {
    actor,
    action: 'assist.answer',
    subject: `assessment:${assessmentId}`,
    detail: { assist: assistId, items: given.map(({ item }) => item), stories: told.stories.map(({ item }) => item) },
  });
  const filled = new Set([...given, ...told.stories].map(({ item }) => item));
  await tell(deps, { householdId: visit.householdId, except: null }, await filledNotice(deps, visit, filled.size));
  return { outcome: 'saved', answers: given.length, stories: told.stories.length };
}

interface Given {
  item: string;
  choice: string;
}

/** What does not fit the form as it is now is not asked of this household, and left out. */
function compare(file: HouseholdFile, items: readonly FilledItem[]): { given: Given[]; changed: string[] } {
  const asked = new Map(askedIn(file).map((indicator) => [indicator.id, indicator]));
  const shown = answersShown(file);
  const given: Given[] = [];
  const changed: string[] = [];
  for (const { item, choice, seen } of items) {
    const indicator = asked.get(item);
    if (!indicator || choice === null || validAnswer(indicator, choice) === null) continue;
    const inForce = validAnswer(indicator, shown[item]);
    // Who left the question as it was says nothing about it.
    if (choice === inForce || choice === seen) continue;
    if (inForce !== seen) changed.push(item);
    else given.push({ item, choice });
  }
  return { given, changed };
}

interface Story {
  item: string;
  text: string;
  sha256: string;
}

/** The same words twice are one story. */
async function storiesIn(
  { db }: Deps,
  file: HouseholdFile,
  items: readonly FilledItem[],
): Promise<{ stories: Story[] } | { items: string[]; why: 'longStory' | 'storyCount' }> {
  const asked = askedIn(file).filter(({ evidence }) => evidence);
  const told = items
    .map(({ item, story }) => ({ item, text: story.normalize('NFC').trim() }))
    .filter(({ item, text }) => text !== '' && asked.some(({ id }) => id === item))
    .map((story): Story => ({ ...story, sha256: createHash('sha256').update(story.text).digest('hex') }));
  const long = told.filter(({ text }) => text.length > evidenceLimits.storyLength);
  if (long.length > 0) return { items: long.map(({ item }) => item), why: 'longStory' };
  const kept = file.assessment
    ? await db.evidence.findMany({
        where: { assessmentId: file.assessment.id, kind: 'story', removedAt: null },
        select: { indicator: true, sha256: true },
      })
    : [];
  const stories = told.filter(({ item, sha256 }) => !kept.some((one) => one.indicator === item && one.sha256 === sha256));
  const many = stories.filter(
    ({ item }) => kept.filter(({ indicator }) => indicator === item).length >= evidenceLimits.storiesPerIndicator,
  );
  return many.length > 0 ? { items: many.map(({ item }) => item), why: 'storyCount' } : { stories };
}

interface Written {
  assessmentId: string;
  officerId: string;
  given: readonly Given[];
  stories: readonly Story[];
}

async function write({ db, clock, ids }: Deps, { assessmentId, officerId, given, stories }: Written): Promise<void> {
  const at = clock.now();
  const of = { assessmentId, officerId, at };
  await db.answer.createMany({ data: given.map(({ item, choice }) => ({ ...of, indicator: item, value: choice, method: 'assisted' })) });
  await db.evidence.createMany({
    data: stories.map(({ item, text, sha256 }) => ({ ...of, id: ids.next(), indicator: item, kind: 'story' as const, text, sha256 })),
  });
  await db.assessment.update({ where: { id: assessmentId }, data: { updatedAt: at } });
}
