/** What officers look for in the queue: it goes along from page to page, so that one file leads to the next. Never a name: those stay out of addresses. */
import { isId } from '../../db/is-id.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { type FlagFilter, flagKinds } from '../../review/flags.ts';
import type { QueueFilter } from '../../review/list-waiting.ts';
import { textIn, type Visit } from '../route.ts';
import { SHEETS } from './sheets.ts';

export const QUEUE = '/console/queue';
/** What officers look for; what the meeting and the decision made of it has pages of its own. */
export const stages = ['waiting', 'returned', 'overdue', 'confirmed'] as const;
export const flagFilters = ['any', 'none', ...flagKinds] as const satisfies FlagFilter[];

export interface QueuePlace {
  stage: (typeof stages)[number];
  areaId: string | null;
  flag: FlagFilter | null;
}

export function stageOf(stage: unknown): QueuePlace['stage'] {
  return stages.find((one) => one === stage) ?? 'waiting';
}

export function flagOf(flag: unknown): FlagFilter | null {
  return flagFilters.find((one) => one === flag) ?? null;
}

/** Of a page that was reached from the queue, or a form of one; null: of another. */
export function queuePlaceIn(visit: Visit): QueuePlace | null {
  const { query } = visit.request;
  const said = (name: string) => (typeof query[name] === 'string' ? query[name] : textIn(visit, name));
  const stage = stages.find((one) => one === said('stage'));
  const areaId = said('area');
  return stage ? { stage, areaId: isId(areaId) ? areaId : null, flag: flagOf(said('flag')) } : null;
}

export function filterOf({ stage, areaId, flag }: QueuePlace): QueueFilter {
  return { stage, ...(areaId !== null && { areaId }), ...(flag !== null && { flag }) };
}

/** As it stands in addresses. */
export function queryOf({ stage, areaId, flag }: QueuePlace): string {
  return `stage=${stage}${areaId === null ? '' : `&area=${areaId}`}${flag === null ? '' : `&flag=${flag}`}`;
}

/** An address that says it. */
export function withPlace(path: string, place: QueuePlace | null): string {
  return place ? `${path}?${queryOf(place)}` : path;
}

/** The same in a form. */
export function placeFields(place: QueuePlace | null): Part {
  if (!place) return null;
  const fields = { stage: place.stage, area: place.areaId ?? '', flag: place.flag ?? '' };
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Where the objection of one household is answered. */
export function answerPath(unitCode: string, assessmentId: string): string {
  return `/console/decisions/wards/${unitCode}?answer=${assessmentId}`;
}

/** The way to where it is answered that a household disagrees with not being proposed: the ward does that by itself, a khu phố on its sheet. */
export function wayToAnswer(
  { say, officer }: Visit,
  { unitCode, areaId, assessmentId }: { unitCode: string; areaId: string; assessmentId: string },
): Html {
  return officer.scope.wards.includes(unitCode)
    ? html`<a class="button" href="${answerPath(unitCode, assessmentId)}">${say('queue.answerAsWard')}</a>`
    : html`<a class="button" href="${SHEETS}/${areaId}#${lineOfFile(assessmentId)}">${say('queue.answerOnSheet')}</a>`;
}

/** Where on its sheet the line of a household that disagrees is, by its file. */
export const lineOfFile = (assessmentId: string) => `f-${assessmentId}`;
