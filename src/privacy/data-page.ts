/** The export as a page to be read: plain headings and lines, for whoever renders it. Pure. */
import type { Json, Param, Sentence, Vars } from '../flow/session.ts';
import { spacedCode } from '../household/household-code.ts';
import { dutySentence } from '../officer/duty.ts';
import { factNames } from '../rubric/definition.ts';
import type { ExportedAnnouncement } from './export-announcements.ts';
import type { ExportedAssessment, ExportedEvidence, ExportedReview } from './export-assessments.ts';
import type { ExportedHousehold, PersonalData } from './export-data.ts';
import type { ExportedDecision } from './export-decisions.ts';
import type { ExportedTraining } from './export-trainings.ts';

export interface DataLine {
  text: string;
  url?: string;
}

/** Parts that a link may lead to; the household's is there once it is registered. */
export const dataParts = ['household', 'assessment', 'remembered'] as const;
export type DataPart = (typeof dataParts)[number];

export interface DataSection {
  part?: DataPart;
  heading: string;
  lines: DataLine[];
}

export interface DataPage {
  title: string;
  intro: string;
  sections: DataSection[];
}

type Speak = (sentence: Sentence) => string;

/** @param speak says a sentence in the person's language */
export function dataPage(data: PersonalData, speak: Speak): DataPage {
  const say = (key: string, params: Record<string, Param> = {}) => speak({ key: `act.data.${key}`, params });
  const line = (key: string, params: Record<string, Param> = {}): DataLine => ({ text: say(key, params) });
  const sections: DataSection[] = [
    { heading: say('account.heading'), lines: accountLines(data.account, line) },
    { heading: say('consents.heading'), lines: consentLines(data.consents, speak) },
    ...(data.office ? [{ heading: say('office.heading'), lines: officeLines(data.office, line) }] : []),
    ...(data.household
      ? [{ part: 'household' as const, heading: say('household.heading'), lines: householdLines(data.household, line) }]
      : []),
    ...data.assessments.map((assessment, index) => ({
      ...assessmentSection(assessment, say, line),
      // The newest is what a link leads to.
      ...(index === data.assessments.length - 1 && { part: 'assessment' as const }),
    })),
    ...(data.decisions.length > 0
      ? [{ heading: say('decision.heading'), lines: data.decisions.map((decision) => decisionLine(decision, line)) }]
      : []),
    ...(data.trainings.length > 0
      ? [{ heading: say('training.heading'), lines: data.trainings.map((training) => trainingLine(training, line)) }]
      : []),
    ...(data.announcements.length > 0
      ? [{ heading: say('announcement.heading'), lines: data.announcements.map((announcement) => announcementLine(announcement, line)) }]
      : []),
    ...(data.reminders.length + data.snoozes.length + data.latePermits.length > 0
      ? [{ heading: say('reminder.heading'), lines: reminderLines(data, line) }]
      : []),
    {
      heading: say('help.heading'),
      lines: data.helpRequests.map(({ at, note, state }) => line(`help.${state}`, { at: { date: at }, note: note ?? '' })),
    },
    {
      heading: say('messages.heading'),
      lines: data.messages.map(({ at, from, kind, text }) =>
        line(`messages.${from}`, { at: { date: at }, text: text || say(`messages.what.${kind}`) }),
      ),
    },
    { part: 'remembered', heading: say('remembered.heading'), lines: rememberedLines(data.remembered, line) },
    { heading: say('activity.heading'), lines: [line('activity.count', { count: data.activity.length })] },
  ];
  const shown = sections.map((section) => (section.lines.length > 0 ? section : { ...section, lines: [line('none')] }));
  return { title: say('title'), intro: say('intro', { at: { date: data.preparedAt } }), sections: shown };
}

type Line = (key: string, params?: Record<string, Param>) => DataLine;

function accountLines({ channel, language, phone, since, lastWroteAt, stoppedAt }: PersonalData['account'], line: Line): DataLine[] {
  return [
    line(`account.channel.${channel}`),
    line(`account.language.${language}`),
    phone ? line('account.phone', { phone }) : line('account.noPhone'),
    line('account.since', { at: { date: since } }),
    ...(lastWroteAt ? [line('account.lastWrote', { at: { date: lastWroteAt } })] : []),
    ...(stoppedAt ? [line('account.stopped', { at: { date: stoppedAt } })] : []),
  ];
}

function consentLines(consents: PersonalData['consents'], speak: Speak): DataLine[] {
  return consents.map(({ purpose, act, at, controller }) => {
    const params = { purpose: { key: `act.consent.${purpose}` }, controller, at: { date: at } };
    return { text: speak({ key: `act.consent.${act}`, params }) };
  });
}

function officeLines({ name, duties }: NonNullable<PersonalData['office']>, line: Line): DataLine[] {
  return [
    line('office.name', { name }),
    ...duties.map(({ from, to, ...duty }) => {
      const params = { duty: dutySentence(duty), at: { date: from } };
      return to === null ? line('office.duty', params) : line('office.ended', { ...params, until: { date: to } });
    }),
  ];
}

function householdLines({ code, unit, area, head, residence, counts, verifiedAt, members }: ExportedHousehold, line: Line): DataLine[] {
  return [
    line('household.code', { code: spacedCode(code) }),
    area === null ? line('household.unplaced', { unit }) : line('household.place', { unit, area }),
    line('household.head', { head }),
    line(`household.${residence}`),
    ...Object.entries(counts).map(([group, count]) => line(`household.${group}`, { count })),
    verifiedAt ? line('household.verified', { at: { date: verifiedAt } }) : line('household.unverified'),
    line('household.members', { members }),
  ];
}

function announcementLine({ at, unit, outcome, pressed, toldInPersonAt }: ExportedAnnouncement, line: Line): DataLine {
  const params = { unit, at: { date: at } };
  if (pressed !== null) return line('announcement.pressed', { ...params, label: pressed });
  if (outcome !== 'sent' && toldInPersonAt !== null) return line('announcement.told', params);
  return line(outcome === 'sent' ? 'announcement.sent' : 'announcement.notSent', params);
}

/** What each said is among the messages. */
function reminderLines(
  { reminders, snoozes, latePermits }: Pick<PersonalData, 'reminders' | 'snoozes' | 'latePermits'>,
  line: Line,
): DataLine[] {
  return [
    ...reminders.map(({ at, outcome, toldInPersonAt }) => {
      if (toldInPersonAt !== null) return line('reminder.told', { at: { date: toldInPersonAt } });
      return line(`reminder.${outcome}`, { at: { date: at } });
    }),
    ...snoozes.map(({ at, until }) => line('reminder.snooze', { at: { date: at }, until: { date: until } })),
    ...latePermits.map(({ at, until }) => line('reminder.late', { at: { date: at }, until: { date: until } })),
  ];
}

/** Answers on their way to the records, in words; the file has the rest, which are copies of what was shown. */
function rememberedLines(vars: Vars, line: Line): DataLine[] {
  if (Object.keys(vars).length === 0) return [];
  const { head, phone, note, residence } = vars;
  const [unit, area] = [nameOf(vars.unit), nameOf(vars.area)];
  return [
    ...(unit ? [area ? line('household.place', { unit, area }) : line('remembered.unit', { unit })] : []),
    ...(typeof head === 'string' ? [line('household.head', { head })] : []),
    ...(residence === 'permanent' || residence === 'temporary' ? [line(`household.${residence}`)] : []),
    ...factNames.flatMap((group) => (typeof vars[group] === 'number' ? [line(`household.${group}`, { count: vars[group] })] : [])),
    ...(typeof phone === 'string' ? [line('account.phone', { phone })] : []),
    ...(typeof note === 'string' ? [line('remembered.note', { note })] : []),
    line('remembered.file', { count: Object.keys(vars).length }),
  ];
}

/** Of a unit or an area as dialogs hold them. */
function nameOf(place: Json | undefined): string {
  return place !== null && typeof place === 'object' && !Array.isArray(place) && typeof place.name === 'string' ? place.name : '';
}

function assessmentSection(assessment: ExportedAssessment, say: (key: string, params: Record<string, Param>) => string, line: Line) {
  const { title, season, rubric, state, openedAt, answers, evidence, submissions, reviews, notices } = assessment;
  return {
    heading: say('assessment.heading', { title, season }),
    lines: [
      line(`assessment.${state}`, { at: { date: openedAt } }),
      line('assessment.rubric', { name: rubric.name, version: rubric.version }),
      ...answers.map(({ name, words, assistedBy, at }) =>
        assistedBy === null
          ? line('assessment.answer', { name, words, at: { date: at } })
          : line('assessment.assisted', { name, words, by: assistedBy, at: { date: at } }),
      ),
      ...evidence.map((piece) => evidenceLine(piece, line)),
      ...submissions.map(({ code, points, max, at, renewedAt }) =>
        line(renewedAt === null ? 'assessment.submission' : 'assessment.renewed', { code, points, max, at: { date: renewedAt ?? at } }),
      ),
      ...reviews.map((review) => reviewLine(review, line)),
      ...notices.map(({ about, how, at, answerBy }) => {
        if (about !== 'outcome' || answerBy === null) return line(`assessment.told.${about}`, { at: { date: at } });
        return line(how === 'chat' ? 'assessment.toldChat' : 'assessment.toldPerson', { at: { date: at }, until: { date: answerBy } });
      }),
    ],
  };
}

function decisionLine({ number, date, unit, year, outcome, head, area, code, lookup, reason }: ExportedDecision, line: Line): DataLine {
  const params = { number, date: { date }, unit, year: String(year), head: head || spacedCode(code), area };
  if (outcome === 'notRecognised') return line('decision.notRecognised', { ...params, reason: reason ?? '' });
  return { ...line('decision.recognised', { ...params, code: spacedCode(lookup) }), url: `/v/${lookup}` };
}

function trainingLine({ title, startsAt, place, answer, state, checkedInAt, feedback }: ExportedTraining, line: Line): DataLine {
  const is = state === 'none' ? (answer ?? 'none') : state;
  return line('training.line', {
    ...{ title, at: { date: startsAt }, place },
    answer: { key: `act.data.training.answer.${is}` },
    came: checkedInAt === null ? { text: '' } : { key: 'act.data.training.came', params: { at: { date: checkedInAt } } },
    feedback:
      feedback === null ? { text: '' } : { key: 'act.data.training.feedback', params: { mark: { key: `training.mark.${feedback}` } } },
  });
}

function reviewLine({ act, by, level, name, words, reason, at }: ExportedReview, line: Line): DataLine {
  const who: Sentence = { key: `act.data.review.${by === 'household' ? 'household' : level}` };
  const params = { who, name: name ?? '', words: words ?? '', at: { date: at } };
  if (reason === null) return line(`review.act.${act}`, params);
  return line('review.said', { line: { key: `act.data.review.act.${act}`, params }, reason });
}

function evidenceLine({ name, kind, text, url, at, removedAt }: ExportedEvidence, line: Line): DataLine {
  if (removedAt) return line('assessment.removed', { name, at: { date: removedAt } });
  const { text: words } = line(`assessment.${kind}`, { name, text: text ?? '', at: { date: at } });
  return url === null ? { text: words } : { text: words, url };
}
