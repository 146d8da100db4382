/** Every table: what keeps it from growing for ever. A table that is not here fails the soak. */

/**
 * - `fixed`: places, rubrics and the like: load adds no row
 * - `queue`: emptied as fast as it fills
 * - `kept`: grows with what households do, no faster; what stays of it in the end is said by `left`
 */
export interface Keeping {
  grows: 'fixed' | 'queue' | 'kept';
  /** The jobs that empty it, by name; or what else ends its rows. */
  by: readonly string[];
  /** What its jobs promise: rows for which this holds must be gone when everything is long over. */
  left?: string;
}

const places: Keeping = { grows: 'fixed', by: ['as many as there are'] };
const assessments: Keeping = { grows: 'kept', by: ['forget what was answered in seasons long over'], left: 'true' };

export const tables: Record<string, Keeping> = {
  Unit: places,
  UnitPredecessor: places,
  Area: places,
  Organisation: places,
  ChannelAccount: places,
  Season: { grows: 'fixed', by: ['a few a year'] },
  RubricVersion: { grows: 'fixed', by: ['one a change of a file'] },
  RubricInForce: { grows: 'fixed', by: ['a few a year'] },
  DialogVersion: { grows: 'fixed', by: ['one a change of a file'] },
  Account: {
    grows: 'kept',
    by: ['remove accounts that were erased', 'remove visitors who left for good'],
    left: `"erasedAt" IS NOT NULL AND "lastInboundAt" <= "erasedAt"`,
  },
  Conversation: {
    grows: 'kept',
    by: ['empty conversations that were broken off'],
    left: `session -> 'vars' <> '{}'::jsonb AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."accountId" = "Conversation"."accountId" AND m."to" IS NULL)`,
  },
  WebSession: { grows: 'kept', by: ['remove what expired'], left: 'true' },
  Code: { grows: 'kept', by: ['remove what expired'], left: `"expiresAt" IS NOT NULL` },
  Household: { grows: 'kept', by: ['its last member erases it'] },
  Membership: { grows: 'kept', by: ['a member who leaves takes it along'] },
  Consent: { grows: 'kept', by: ['append-only proof; a keyed hash once its account is gone'] },
  HelpRequest: { grows: 'kept', by: ['blank notes of calls long answered'] },
  Assessment: assessments,
  Answer: assessments,
  Evidence: assessments,
  Submission: assessments,
  BlobDeletion: { grows: 'queue', by: ['delete files that were let go'], left: 'true' },
  Inbox: { grows: 'kept', by: ['blank what was said a month ago'], left: 'body IS NOT NULL' },
  Message: { grows: 'kept', by: ['blank what was said a month ago'], left: 'body IS NOT NULL' },
  Audit: { grows: 'kept', by: ['append-only, random ids only'] },
};
