/** Sentences of chat that name somebody, or carry somebody's words: each has another one for servers abroad. */
import { describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';

const PERSONAL = /\{\{(head|phone|story|note|invitee|officer|name|who|reason)\}\}/;

/** What is said instead. */
const INSTEAD: Record<string, string> = {
  'household.summary': 'household.summaryAway',
  'household.view': 'household.viewAway',
  'assess.returnedLine': 'assess.returnedAway',
  'evidence.story': 'evidence.storyAway',
  'human.takenCalls': 'human.takenAway',
  'human.takenAnswers': 'human.takenAway',
  'human.answer': 'human.takenAway',
  'act.evidence.line.story': 'act.evidence.line.storyAway',
  'review.notice.notProposed': 'review.notice.notProposedAway',
  'review.notice.notProposedAgain': 'review.notice.notProposedAway',
  'review.notice.staysNotProposed': 'review.notice.staysNotProposedAway',
  'review.notice.staysNotProposedAgain': 'review.notice.staysNotProposedAway',
  'review.notice.correctedBecause': 'review.notice.decidedAway',
  'review.show': 'review.showAway',
  'review.changed.officer': 'review.changed.officerAway',
  'review.line.hamletBecause': 'review.line.hamlet',
  'review.line.wardBecause': 'review.line.ward',
  'review.line.hamletKept': 'review.line.hamletKeptBare',
  'review.line.wardKept': 'review.line.wardKeptBare',
  'review.notice.kept.hamlet': 'review.notice.keptAway.hamlet',
  'review.notice.kept.ward': 'review.notice.keptAway.ward',
  'review.outcome.notProposed': 'review.outcome.notProposedAway',
  'review.opinion.offer': 'review.opinion.offerAway',
  'review.outcome.because': 'review.outcome.correctedAway',
  'assess.notLate': 'assess.notLateAway',
  'assist.who': 'assist.whoAway',
  'assist.notice.filled': 'assist.notice.filledAway',
  'assist.notice.sent': 'assist.notice.sentAway',
  'assist.notice.reopened': 'assist.notice.reopenedAway',
  'assist.notice.facts': 'assist.notice.factsAway',
  'assist.notice.slipBack': 'assist.notice.slipBackAway',
  'assist.notice.slip': 'assist.notice.slipAway',
  'assist.notice.slipRefused': 'assist.notice.slipRefusedAway',
  'household.notice.letIn': 'household.notice.letInAway',
  'wardAnnouncement.planned': 'wardAnnouncement.away',
  'wardAnnouncement.awaitsSecond': 'wardAnnouncement.away',
  'wardAnnouncement.cancelled': 'wardAnnouncement.away',
  'wardDecision.planned': 'wardDecision.away',
  'wardDecision.awaitsSecond': 'wardDecision.away',
  'wardDecision.stopped': 'wardDecision.stoppedAway',
  'calls.who': 'calls.whoAway',
  'calls.note': 'calls.noteAway',
  'calls.noteCut': 'calls.noteAway',
  'calls.phone': 'calls.phoneAway',
  'calls.changed.taken': 'calls.changed.takenAway',
  'digest.burst': 'digest.bursts',
  'wardDecision.stoppedFor': 'wardDecision.stoppedAway',
};

/** Whose `{{name}}` is the name of a question. */
const OF_QUESTIONS =
  /^(form\.(itemOpen|itemAnswered|evidenceSoFar|evidenceKept)|reminder\.next\.many|act\.evidence\.line\.\w+|review\.(whyOne|flag\.\w+|new\.line|line\.(hamlet|ward)|next\.\w+|notice\.takenOut\.\w+))$/;

/** Only on a page of their own. */
const ON_PAGES = /^act\.data\./;

const locale = createLocale();
const texts = (language: string) =>
  new Map([...locale.keys(language).values()].filter(({ namespace }) => namespace === 'chat').map(({ key, text }) => [key, text]));

describe.each(['vi', 'en'])('what is said in %s', (language) => {
  const all = texts(language);
  const personal = [...all].filter(([key, text]) => PERSONAL.test(text) && !ON_PAGES.test(key));

  it('has other words for abroad wherever somebody is named', () => {
    const named = personal.filter(([key, text]) => !OF_QUESTIONS.test(key) || PERSONAL.test(text.replaceAll('{{name}}', '')));
    expect(named.map(([key]) => key).sort()).toEqual(Object.keys(INSTEAD).sort());
  });

  it('names nobody there', () => {
    const said = Object.values(INSTEAD).map((key) => [key, all.get(key)] as const);
    expect(
      said.filter(([key, text]) => text === undefined || PERSONAL.test(OF_QUESTIONS.test(key) ? text.replaceAll('{{name}}', '') : text)),
    ).toEqual([]);
  });
});
