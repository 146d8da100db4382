/** Who is reminded of what, and when: rules as data, in `flows/reminders.yaml`, and in a season file for that season alone. */
import { z } from 'zod';

/** The dates that a rule can hang on. */
export const anchors = [
  ...(['launch', 'registration.opens', 'registration.closes', 'halfYear', 'learningWeek.opens', 'learningWeek.closes'] as const),
  ...(['selfAssessment.opens', 'selfAssessment.closes', 'khuPhoMeetings', 'wardList', 'decision', 'report', 'cutOff', 'dossier'] as const),
] as const;
export type Anchor = (typeof anchors)[number];

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** A household that nobody chats for is not among them: no message reaches it. */
export const householdStates = ['registered', 'draft', 'notSent', 'returned', 'lastYear'] as const;
export type HouseholdState = (typeof householdStates)[number];

const anchor = z.enum(anchors);
const FAR = 400;
const days = z.number().int().min(-FAR).max(FAR);
/** A local date of a season, or some days before (-) or after it. */
const anchored = z.strictObject({ anchor, days: days.default(0) });

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and hyphens, as in sap-het-han');

const timed = z.strictObject({
  id,
  /** With `days`: so many before (-) or after this date of the season. */
  anchor: anchor.optional(),
  days: z.array(days).min(1).max(20).optional(),
  /** Instead of `anchor` and `days`: once a week, `from` … `until`. */
  every: z.enum(weekdays).optional(),
  from: anchored.optional(),
  /** The last day on which it may be said. */
  until: anchored,
  /** Local, full hours. */
  hour: z.number().int().min(0).max(23),
  /** One that falls on a day off is said on the next working day. */
  onlyWorkingDays: z.boolean().default(false),
  /** A key of `locales/`. */
  sentence: z.string().regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/, 'expected the key of a sentence in locales/'),
  /** To one household, or one officer, in a season. */
  atMost: z.number().int().min(1).max(20),
  /** Hours in which it is still of use when it is late. Later it is not said at all. */
  grace: z.number().int().min(1).max(72),
});

const householdRule = timed.extend({
  who: z.literal('household'),
  /** `draft`: begun, and nothing sent; `notSent`: registered or draft; `lastYear`: the same, of those recognised in the season before. */
  state: z.enum(householdStates),
});
const officerRule = timed.extend({
  /** The officers of a khu phố, or of the ward: about what is theirs. */
  who: z.enum(['khuPho', 'ward']),
  /** `work`: something waits for them, or households have not sent; else nothing is said. `week`: how far theirs are, whatever waits. */
  state: z.enum(['work', 'week']),
});
const cityRule = timed.extend({
  who: z.literal('city'),
  /** `lagging`: wards in which too few have sent; where there are none, nothing is said. `week`: how far all of them are. */
  state: z.enum(['lagging', 'week']),
  /** Of `lagging`: the share of those that registered, from 0 to 1, below which a ward is named. */
  under: z.number().gt(0).max(1).optional(),
});
const anyRule = z.discriminatedUnion('who', [householdRule, officerRule, cityRule]);
/** The same with the sum by which a rule is known. */
const sum = { sha: z.string() };
export const keptRule = z.discriminatedUnion('who', [householdRule.extend(sum), officerRule.extend(sum), cityRule.extend(sum)]);

export const reminderRule = anyRule
  .refine(isTimed, { message: 'say either anchor with days, or every with from', path: ['id'] })
  .refine(saysHowFew, { message: 'say under with state: lagging, as in under: 0.6, and nowhere else', path: ['id'] });

function saysHowFew(rule: z.infer<typeof anyRule>): boolean {
  return rule.who !== 'city' || (rule.state === 'lagging') === (rule.under !== undefined);
}

function isTimed({ anchor, days, every, from }: z.infer<typeof timed>): boolean {
  const once = anchor !== undefined && days !== undefined;
  const weekly = every !== undefined && from !== undefined;
  const neither = [anchor, days, every, from].filter((part) => part !== undefined).length;
  return neither === 2 && once !== weekly;
}

/** A rule of the default ones that this season does without. */
const switchedOff = z.strictObject({ id, off: z.literal(true) });

/** In a season file: rules of that season. One with an id of the default rules takes its place. */
export const seasonRules = z.array(z.union([switchedOff, reminderRule]));
export const rulesFile = z.strictObject({ rules: z.array(reminderRule) });

export type ReminderRule = z.infer<typeof reminderRule>;
export type HouseholdRule = Extract<ReminderRule, { who: 'household' }>;
export type OfficerRule = Exclude<ReminderRule, HouseholdRule>;
export type SeasonRule = z.infer<typeof seasonRules>[number];
export type Anchored = z.infer<typeof anchored>;

export function isOff(rule: SeasonRule): rule is z.infer<typeof switchedOff> {
  return 'off' in rule;
}

/** The rules of a season: the default ones in their order, each replaced or left out as the season says, and then its own. */
export function rulesOf(defaults: readonly ReminderRule[], own: readonly SeasonRule[]): ReminderRule[] {
  const said = new Map(own.map((rule) => [rule.id, rule]));
  const kept = defaults.flatMap((rule): SeasonRule[] => [said.get(rule.id) ?? rule]);
  const known = new Set(defaults.map((rule) => rule.id));
  return [...kept, ...own.filter((rule) => !known.has(rule.id))].filter((rule): rule is ReminderRule => !isOff(rule));
}

/** Said instead of a rule's sentence where our words travel abroad, if somebody wrote it. */
export function awaySentence(sentence: string): string {
  return `${sentence}Away`;
}

export function isWeekday(date: string, weekday: NonNullable<ReminderRule['every']>): boolean {
  return weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] === weekday;
}
