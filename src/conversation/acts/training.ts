/** Acts about trainings: of whoever is invited, and of the officers who organise them. */
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import { readCode } from '../../household/household-code.ts';
import { officerAt } from '../../officer/officer-of.ts';
import { looksAfter } from '../../officer/what-waits.ts';
import { answerInvitation } from '../../training/answer-invitation.ts';
import { checkIn } from '../../training/check-in.ts';
import { giveFeedback } from '../../training/give-feedback.ts';
import { invitedTo } from '../../training/invited-to.ts';
import { type ListedTraining, listTrainings } from '../../training/list-trainings.ts';
import { type MyTraining, meant, myTrainings } from '../../training/my-trainings.ts';
import { whereOf } from '../../training/notices.ts';
import { tickAttendance } from '../../training/tick-attendance.ts';
import type { ActContext, Acts } from './act.ts';

/** As many as can be chosen from. */
const MOST = 8;

export const trainingActs = {
  'training.mine': async (deps, context, { wish }) => {
    const invited = await invitedTo(deps, context);
    if (invited) return { outcome: 'one', value: { training: spoken(invited, context) } };
    const mine = await myTrainings(deps, { accountId: context.accountId });
    if (mine.outcome !== 'listed') return { outcome: mine.outcome, value: {} };
    const [first, ...others] = meant(mine.trainings, wish).map((one) => spoken(one, context));
    if (!first) return { outcome: 'none', value: {} };
    if (others.length === 0) return { outcome: 'one', value: { training: first } };
    const options = [first, ...others].map((one, index) => ({ id: `t${index + 1}`, label: optionOf(one), value: one }));
    return { outcome: 'several', value: { options } };
  },
  'training.answer': async (deps, { accountId }, { training, answer }) => {
    const answered = await answerInvitation(deps, { accountId, trainingId: training, answer });
    if (answered.outcome === 'notFound') return { outcome: 'gone', value: {} };
    if (answered.outcome !== 'going' && answered.outcome !== 'waiting') return { outcome: answered.outcome, value: {} };
    const { title, startsAt } = await deps.db.training.findUniqueOrThrow({ where: { id: training } });
    const coming = { title, at: { date: startsAt.toISOString() } };
    if (answered.outcome === 'going') return { outcome: 'going', value: coming };
    return { outcome: 'waiting', value: { ...coming, before: answered.before } };
  },
  'training.checkIn': async (deps, { accountId, services }, { code }) => {
    const done = await checkIn(deps, { accountId, code, secret: services.secret });
    switch (done.outcome) {
      case 'here':
        return { outcome: 'here', value: { title: done.title, again: done.again, officer: !done.forFamily } };
      case 'early':
        return { outcome: 'early', value: { title: done.title, opens: { date: done.opens.toISOString() } } };
      case 'notInvited':
      case 'stranger':
        return { outcome: done.outcome, value: { title: done.title } };
      case 'unknown':
        return { outcome: 'unknown', value: {} };
      case 'unknownDigits':
        return { outcome: 'unknownDigits', value: { closed: done.closed } };
    }
  },
  'training.feedback': async (deps, { accountId, inboxId }, { mark }) => {
    const given = await giveFeedback(deps, { accountId, inboxId, mark });
    return given.outcome === 'kept' ? { outcome: 'kept', value: { title: given.title } } : { outcome: 'nothing', value: {} };
  },
  'training.desk': async (deps, { accountId }) => {
    const officer = await officerAt(deps, accountId);
    if (!officer || !looksAfter(officer.scope)) return { outcome: 'notOfficer', value: {} };
    const { coming } = await listTrainings(deps, { scope: officer.scope });
    const shown = coming.filter(({ state }) => state === 'planned').slice(0, MOST);
    if (shown.length === 0) return { outcome: 'none', value: {} };
    const options = shown.map((one, index) => ({ id: `t${index + 1}`, label: optionOf(deskOf(one)), value: { id: one.id } }));
    return { outcome: 'listed', value: { lines: shown.map(lineOf), options } };
  },
  'training.tick': async (deps, { accountId }, { training, code }) => {
    const officer = await officerAt(deps, accountId);
    const household = officer && (await householdAt(deps, code));
    if (!officer || !household) return { outcome: 'gone', value: {} };
    const done = await tickAttendance(deps, { scope: officer.scope, trainingId: training, whose: { householdId: household.id } });
    if (done.outcome === 'notFound') return { outcome: 'gone', value: {} };
    if (done.outcome === 'refused') return { outcome: 'refused', value: { why: { key: `training.desk.why.${done.why}` } } };
    return { outcome: done.outcome, value: {} };
  },
} satisfies Partial<Acts>;

function spoken({ id, title, startsAt, place, mapUrl, answer, state }: MyTraining, { services }: ActContext) {
  const is = state === 'none' ? (answer ?? 'none') : state;
  return {
    ...{ id, title, at: { date: startsAt.toISOString() }, where: whereOf({ place, mapUrl }) },
    standing: { key: `training.standing.${is}` },
    coming: state !== 'none',
    calendar: `${services.publicUrl}/trainings/${id}.ics`,
  };
}

function optionOf({ title, at }: { title: string; at: { date: string } }): Sentence {
  return { key: 'training.option', params: { title, at } };
}

function deskOf({ title, startsAt }: ListedTraining) {
  return { title, at: { date: startsAt.toISOString() } };
}

function lineOf(training: ListedTraining): Sentence {
  const { going, waiting, here } = training;
  return { key: 'training.desk.line', params: { ...deskOf(training), going, waiting, here } };
}

/** Which household stands behind a code is told to nobody: whether it is the officer's to tick is seen where it is ticked. */
function householdAt({ db }: Deps, typed: string): Promise<{ id: string } | null> {
  const code = readCode(typed);
  return code === null ? Promise.resolve(null) : db.household.findUnique({ where: { code }, select: { id: true } });
}
