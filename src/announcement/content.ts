/** What an officer writes, and whom it is for: as it is typed, stored and checked. */
import { z } from 'zod';
import { readCode } from '../household/household-code.ts';

/** One message on every channel, with the line that says how to stop. */
export const MAX_TEXT = 1_500;
export const MAX_BUTTONS = 3;
const MAX_LABEL = 40;
export const MAX_ALT = 200;
export const MAX_CODES = 1_000;

/** How far a household has come in its ward's season; `lastYear`: it was recognised in the one before. Each is in one of the others. */
export const audienceStates = ['notRegistered', 'registered', 'draft', 'returned', 'sent', 'recognised', 'lastYear'] as const;
export type AudienceState = (typeof audienceStates)[number];

/** The one title there is, and more years in a row than a ward has ever counted. */
export const audienceTitle = 'giaDinh';
export const MOST_YEARS = 20;

const id = z.uuid();
export const audienceChannels = ['web', 'telegram', 'zalo'] as const;
const channel = z.enum(audienceChannels);

/** What all of it says has to be true of a household; what is absent asks nothing. */
export const audience = z.strictObject({
  /** Khu phố; absent: all that the officer looks after in the ward. */
  areaIds: z.array(id).min(1).optional(),
  /** One of these. */
  states: z.array(z.enum(audienceStates)).min(1).optional(),
  /** It holds this title: the newest decision on it, of this season or the one before, recognised it, and so did those of so many years in a row. */
  title: z.strictObject({ of: z.literal(audienceTitle), years: z.number().int().min(1).max(MOST_YEARS) }).optional(),
  /** It is written to on these only; whoever has another is left out. */
  channels: z.array(channel).min(1).optional(),
  /** Household codes, as they are stored. */
  codes: z
    .array(z.string().refine((code) => readCode(code) === code))
    .min(1)
    .max(MAX_CODES)
    .optional(),
  /** It has got this announcement: the follow-up to it goes to the very chat. */
  receivedBy: id.optional(),
  /** It has not got this announcement, and cannot have got it. */
  notReachedBy: id.optional(),
});
export type Audience = z.infer<typeof audience>;

const label = z.string().trim().min(1).max(MAX_LABEL);

/** `open`: taken as if the person had typed these words; they open a dialog. `trainingId`: they answer the invitation to that training. */
export const announcementButton = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), label, words: z.string().trim().min(1).max(60), trainingId: id.optional() }),
  z.strictObject({ kind: z.literal('link'), label, url: z.url({ protocol: /^https$/ }).max(500) }),
  z.strictObject({ kind: z.literal('call'), label, phone: z.string().regex(/^\+?\d{3,15}$/) }),
]);
export type AnnouncementButton = z.infer<typeof announcementButton>;
export const announcementButtons = z.array(announcementButton).max(MAX_BUTTONS);

/** The training that its buttons answer; undefined: none. */
export function invitesTo(buttons: readonly AnnouncementButton[]): string | undefined {
  return buttons.map((button) => (button.kind === 'open' ? button.trainingId : undefined)).find((trainingId) => trainingId !== undefined);
}

/** A file of the blob store, as evidence/receive-file.ts made it; `alt`: what it shows, for who does not see it. */
export const announcementMedia = z.strictObject({
  kind: z.enum(['photo', 'pdf']),
  blobKey: z.string(),
  thumbKey: z.string().nullable(),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  alt: z.string().trim().min(1).max(MAX_ALT),
});
export type AnnouncementMedia = z.infer<typeof announcementMedia>;

/** Places in the text that each reader's own words stand in. */
export const places = ['khuPho', 'phuong', 'hanChot'] as const;
export type PlaceInText = (typeof places)[number];
const PLACE = /\{(\p{L}+)\}/gu;

/** What stands in braces and is no place to fill. */
export function unknownPlaces(text: string): string[] {
  return [...text.matchAll(PLACE)].flatMap(([whole, name]) => (isPlace(name) ? [] : [whole]));
}

export function fillPlaces(text: string, values: Readonly<Record<PlaceInText, string>>): string {
  return text.replaceAll(PLACE, (whole, name: string) => (isPlace(name) ? values[name] : whole));
}

export function asksFor(text: string, place: PlaceInText): boolean {
  return text.includes(`{${place}}`);
}

function isPlace(name: string | undefined): name is PlaceInText {
  return (places as readonly (string | undefined)[]).includes(name);
}
