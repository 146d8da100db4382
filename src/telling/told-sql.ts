/** Whether households were truly told, in SQL: the same of whatever is written to them. */
import type { About } from './answer-by.ts';

/**
 * What became of what was written to a household that was not told; null: nothing was, or there was nobody to write to.
 * - `sending`: written within the last day, and on its way
 * - `held`: its app does not take it before the household writes again, or it wants none · `failed`: it cannot be sent any more
 * - `uncertain`: nobody knows whether it was sent · `unread`: it has been waiting for longer than a day
 */
export type WhatBecame = 'sending' | 'held' | 'failed' | 'uncertain' | 'unread' | null;

/** A message that is not fetched by then may not be fetched for long. */
const SENDING_MS = 24 * 60 * 60_000;

/** What is written after that, and not sent, is on its way. */
export function sendingSince(now: Date): Date {
  return new Date(now.getTime() - SENDING_MS);
}

/** Somebody has to go there: nobody of it chats, or what was written does not arrive. */
export function isToldInPerson(became: WhatBecame): boolean {
  return became !== 'sending';
}

/**
 * The messages of a notice, and those that their words went with, as `went`.
 * @param messages SQL that selects their ids
 */
export function wentSql(messages: string): string {
  return `RECURSIVE went AS (
    SELECT m.id, m.state, m."sentAt", m."mergedIntoId" FROM "Message" m WHERE m.id IN (${messages})
    UNION SELECT m.id, m.state, m."sentAt", m."mergedIntoId" FROM went JOIN "Message" m ON m.id = went."mergedIntoId")`;
}

interface Written {
  about: About;
  /** SQL of an assessment's id. */
  assessment: string;
  /** SQL of when it was said that the household is to be told; what was written before tells something else. NULL: always. */
  since: string;
}

const writtenSql = ({ about, assessment, since }: Written) =>
  `"FileNotice" n WHERE n."assessmentId" = ${assessment} AND n.about = '${about}' AND (${since} IS NULL OR n.at >= ${since})`;

/** One row where it was told, and none where it was not: the first that was told holds. With `"answerBy"`. */
export function toldSql(written: Written): string {
  return `SELECT n."toldAt", n."answerBy" FROM ${writtenSql(written)} AND n."toldAt" IS NOT NULL ORDER BY n."toldAt", n.at DESC, n.id DESC LIMIT 1`;
}

/**
 * `WhatBecame` of what was written last, as `message`; for whoever was not told.
 * @param sending SQL of `sendingSince`
 */
export function becameSql(written: Written, sending: string): string {
  return `SELECT CASE WHEN n."messageIds" <> '{}' THEN (
    WITH ${wentSql('SELECT unnest(n."messageIds")')}
    SELECT CASE
      WHEN bool_or(state = 'sent' OR (state IN ('queued', 'leased') AND n.at > ${sending})) THEN 'sending'
      WHEN bool_or(state = 'uncertain') THEN 'uncertain'
      WHEN bool_or(state = 'held') THEN 'held'
      WHEN bool_or(state IN ('queued', 'leased')) THEN 'unread'
      ELSE 'failed' END FROM went) END AS message
  FROM ${writtenSql(written)} ORDER BY n.at DESC, n.id DESC LIMIT 1`;
}
