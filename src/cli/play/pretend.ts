/** A household and a ward that exist only in memory: what the acts answer while somebody tries a dialog in the terminal. */

import type { CurrentSeason } from '../../assessment/season-of.ts';
import { resultView } from '../../assessment/views.ts';
import { type ActArgs, type ActName, type ActResult, actContracts } from '../../conversation/acts.ts';
import { fold } from '../../flow/fold.ts';
import type { FlowRequest, FormItem, FormView, Input, Json, Sentence } from '../../flow/session.ts';
import { type Facts, factNames, type Rubric } from '../../rubric/definition.ts';
import { score } from '../../rubric/score.ts';
import { askOf, choiceOf, evidenceOf, explainOf, nameOf, titleKey } from '../../rubric/sentences.ts';
import { asked } from '../../rubric/walk.ts';

type Pretended = { [N in ActName]: (args: ActArgs<N>) => ActResult<N> };

const unit = { code: '25813', name: 'Phường Bến Cát' };
const areas = ['Khu phố 1', 'Khu phố 2', 'Khu phố 3'].map((name, index) => ({ id: `area-${index + 1}`, name, placed: true }));
const unplaced = { id: 'area-0', name: '', placed: false };
const organisation = { controller: 'Hội Khuyến học Phường Bến Cát', contact: '0274 000 0000', dataProtection: 'Văn phòng Hội' };
const CODE = '7H3KQ2M4';
const TRAINING = 'Dùng điện thoại an toàn';
const TRAINING_AT = { date: '2027-03-04T11:00:00.000Z' };

function training(seat: string) {
  return {
    ...{ id: 't1', title: TRAINING, at: TRAINING_AT, where: { text: 'Nhà văn hóa Khu phố 1.' } },
    ...{ standing: { key: `training.standing.${seat}` }, coming: seat === 'going', calendar: 'https://nhahoc.example/trainings/t1.ics' },
  };
}

/** Answers requests as a service would that knows one household. Pretends only: nothing is kept anywhere. */
export function pretend(rubric: Rubric, today: Date): (request: FlowRequest) => Extract<Input, { type: 'result' }> {
  const acts = pretendedActs(rubric, pretendedSeason(today));
  return (request) => {
    const act = acts[request.do as ActName] as ((args: unknown) => { outcome: string; value: unknown; lang?: string }) | undefined;
    if (!act) throw new Error(`There is no act ${request.do}; npm run lint tells where it is asked for`);
    const args = actContracts[request.do as ActName].args.parse(request.args);
    const { outcome, value, lang } = act(args);
    const forget = request.do === 'privacy.drop' || request.do === 'privacy.erase';
    return {
      type: 'result',
      request: request.id,
      outcome,
      value: value as Json,
      ...(lang !== undefined && { lang }),
      ...(forget && { forget }),
    };
  };
}

interface Household {
  head: string;
  residence: 'permanent' | 'temporary';
  phone: string | null;
  facts: Facts;
  place: typeof unplaced;
}

function pretendedActs(rubric: Rubric, current: CurrentSeason): Pretended {
  const { selfAssessment } = current.dates;
  const season = {
    name: { key: 'rubric:season.trial' },
    trial: true,
    year: current.year,
    phase: current.phase,
    opens: { date: selfAssessment.opens },
    closes: { date: selfAssessment.closes },
  };
  const invitation = { code: '482915', link: '/k/482915', until: { date: new Date(`${season.closes.date}T10:00:00Z`).toISOString() } };
  const duty = { key: 'act.office.ward', params: { unit: unit.name } };
  const consents: Record<ActArgs<'consent.give'>['purpose'], boolean | null> = {
    selfAssessment: null,
    announcements: null,
    publicList: null,
  };
  const answers: Record<string, string> = {};
  const evidence: { id: string; item: string; label: Sentence }[] = [];
  let household: Household | null = null;
  let sent = 0;
  let stopped = false;
  let helped = false;
  let officer = false;
  let seat: 'none' | 'going' | 'no' | 'later' = 'none';

  const items = (): FormItem[] =>
    (household ? asked(rubric, household.facts) : []).map((indicator) => toItem(rubric, indicator, answers, evidence));
  const form = (): FormView => ({ title: { key: titleKey(rubric.title) }, trial: true, items: items() });
  const filled = () => ({ outcome: 'ok', value: form() }) as const;
  const scored = () =>
    resultView(score(rubric, answers, household?.facts ?? noFacts), CODE, { rubric, trial: true, season: current, assisted: {} });
  const drop = () => {
    household = null;
    sent = 0;
    evidence.length = 0;
    for (const item of Object.keys(answers)) delete answers[item];
    Object.assign(consents, { selfAssessment: null, announcements: null, publicList: null });
  };
  const keep = (item: string, label: Sentence) => {
    evidence.push({ id: `piece-${evidence.length + 1}`, item, label });
    return filled();
  };

  return {
    'me.load': () =>
      household
        ? {
            outcome: 'member',
            value: {
              code: CODE,
              unit,
              area: household.place,
              verified: false,
              assessment: sent > 0 ? 'submitted' : Object.keys(answers).length > 0 ? 'draft' : 'none',
              spokenFor: false,
              earlier: null,
              answered: Object.keys(answers).length,
              total: items().length,
              returned: null,
              outcome: null,
              inARow: 0,
              mayAskLate: false,
              closed: null,
              season,
              consents: { ...consents },
              othersGoOn: false,
              stopped,
              officer,
            },
          }
        : { outcome: 'new', value: { officer } },
    'code.resolve': ({ code }) => {
      if (code === 'canbo') return { outcome: 'office', value: { code } };
      if (code === 'diengiup') return { outcome: 'assist', value: { code } };
      if (code === 'taphuan') return { outcome: 'training', value: { code } };
      return code === 'khupho1' ? { outcome: 'area', value: { unit, area: areas[0] ?? unplaced } } : { outcome: 'unknown', value: {} };
    },
    'training.mine': () => (household ? { outcome: 'one', value: { training: training(seat) } } : { outcome: 'stranger', value: {} }),
    'training.answer': ({ answer }) => {
      seat = answer === 'yes' ? 'going' : answer;
      if (answer === 'yes') return { outcome: 'going', value: { title: TRAINING, at: TRAINING_AT } };
      return { outcome: answer === 'no' ? 'declined' : 'later', value: {} };
    },
    'training.checkIn': ({ code }) =>
      code === 'taphuan'
        ? { outcome: 'here', value: { title: TRAINING, again: false, officer: false } }
        : { outcome: 'unknown', value: {} },
    'training.feedback': () => ({ outcome: 'kept', value: { title: TRAINING } }),
    'training.desk': () => {
      if (!officer) return { outcome: 'notOfficer', value: {} };
      const params = { title: TRAINING, at: TRAINING_AT, going: 12, waiting: 0, here: 3 };
      const options = [{ id: 't1', label: { key: 'training.option', params }, value: { id: 't1' } }];
      return { outcome: 'listed', value: { lines: [{ key: 'training.desk.line', params }], options } };
    },
    'training.tick': () => ({ outcome: 'ticked', value: {} }),
    'unit.search': ({ query }) =>
      fold(unit.name).includes(fold(query))
        ? { outcome: 'found', value: { options: [{ id: unit.code, label: { text: unit.name }, value: unit }] } }
        : { outcome: 'none', value: {} },
    'area.search': ({ query }) => {
      const found = areas.filter(({ name }) => fold(name).includes(fold(query)));
      if (found.length === 0) return { outcome: 'none', value: {} };
      return { outcome: 'found', value: { options: found.map((area) => ({ id: area.id, label: { text: area.name }, value: area })) } };
    },
    'area.unplaced': () => ({ outcome: 'found', value: unplaced }),
    'consent.prepare': () => ({ outcome: 'ready', value: { ...organisation, sample: true, agreed: false } }),
    'consent.give': ({ purpose }) => {
      consents[purpose] = true;
      return { outcome: 'given', value: {} };
    },
    'consent.refuse': ({ purpose }) => {
      consents[purpose] = false;
      return { outcome: 'refused', value: {} };
    },
    'consent.list': () => {
      const given = Object.entries(consents).filter(([, held]) => held !== null);
      if (given.length === 0) return { outcome: 'nothing', value: {} };
      return {
        outcome: 'listed',
        value: { lines: given.map(([purpose]) => ({ key: `act.consent.${purpose}` })), ...consents, others: false },
      };
    },
    'consent.withdraw': ({ purpose }) => {
      consents[purpose] = false;
      return { outcome: 'withdrawn', value: { others: false } };
    },
    'privacy.drop': () => {
      drop();
      return { outcome: 'dropped', value: { ...organisation, lines: 0 } };
    },
    'privacy.export': () => ({ outcome: 'here', value: { page: '/me/data', json: '/me/data.json' } }),
    'page.data': () => ({ outcome: 'ready', value: { page: '/me/data' } }),
    'privacy.preview': () => ({ outcome: 'shown', value: { goes: [], stays: [], household: household !== null, card: false, others: 0 } }),
    'privacy.erase': () => {
      drop();
      return { outcome: 'erased', value: {} };
    },
    'household.register': ({ head, residence, phone, ...rest }) => {
      household = { head, residence, phone, facts: factsOf(rest), place: areas.find(({ id }) => id === rest.area) ?? unplaced };
      return { outcome: 'created', value: { code: CODE } };
    },
    'household.show': () => {
      if (!household) return { outcome: 'notMember', value: {} };
      const { head, residence, phone, facts, place } = household;
      return {
        outcome: 'shown',
        value: { code: CODE, unit: unit.name, area: place.name, head, residence, ...facts, phone, verified: false },
      };
    },
    'household.update': ({ head, residence, phone, ...rest }) => {
      if (!household) return { outcome: 'notMember', value: {} };
      const changed = Object.fromEntries(Object.entries(rest).filter(([, count]) => count !== null));
      household = {
        ...household,
        head: head ?? household.head,
        residence: residence ?? household.residence,
        phone: phone === '' ? null : (phone ?? household.phone),
        facts: { ...household.facts, ...changed },
      };
      return { outcome: 'updated', value: {} };
    },
    'household.invite': () =>
      household
        ? {
            outcome: 'code',
            value: invitation,
          }
        : { outcome: 'notMember', value: {} },
    'household.join': () => ({ outcome: 'invalid', value: {} }),
    'assessment.askLate': () => ({ outcome: 'over', value: {} }),
    'assessment.open': () => {
      if (!household) return { outcome: 'notMember', value: {} };
      if (sent > 0) return { outcome: 'submitted', value: { season, code: `${CODE}-${sent}`, mayReopen: true } };
      return {
        outcome: 'open',
        value: { season, trial: true, answered: Object.keys(answers).length, total: items().length, lastYear: false, sentBefore: false },
      };
    },
    'assessment.form': () => (items().length > 0 ? filled() : { outcome: 'closed', value: {} }),
    'assessment.answer': ({ item, choice }) => {
      answers[item] = choice;
      return filled();
    },
    'evidence.tell': ({ item, text }) => keep(item, { text: text.slice(0, 40) }),
    'evidence.attach': ({ item, media }) => keep(item, { text: `${media.length} ảnh` }),
    'evidence.list': ({ item }) => {
      const pieces = evidence.filter((piece) => item === null || piece.item === item);
      if (pieces.length === 0) return { outcome: 'nothing', value: {} };
      const options = pieces.map(({ id, label }) => ({ id, label, url: null, value: { story: 'text' in label ? label.text : '' } }));
      return { outcome: 'listed', value: { lines: pieces.map(({ label }) => label), options, page: null } };
    },
    'evidence.remove': ({ evidence: id }) => {
      const index = evidence.findIndex((piece) => piece.id === id);
      if (index < 0) return { outcome: 'gone', value: {} };
      evidence.splice(index, 1);
      return { outcome: 'removed', value: {} };
    },
    'assessment.score': () => ({ outcome: 'scored', value: { ...scored(), shown: 'pretended' } }),
    'assessment.submit': () => {
      const missing = items().filter(({ answer }) => answer === null).length;
      if (missing > 0) return { outcome: 'incomplete', value: { missing } };
      sent += 1;
      const { points, max } = scored();
      return { outcome: 'submitted', value: { code: `${CODE}-${sent}`, number: sent, points, max, season } };
    },
    'assessment.reopen': () => {
      const code = `${CODE}-${sent}`;
      sent = 0;
      return { outcome: 'reopened', value: { code } };
    },
    'assessment.result': () => {
      if (!household) return { outcome: 'nothing', value: {} };
      return sent > 0 ? { outcome: 'submitted', value: scored() } : { outcome: 'draft', value: { ...scored(), earlier: null } };
    },
    'review.mine': () => ({ outcome: 'nothing', value: {} }),
    'review.object': () => ({ outcome: 'nothing', value: {} }),
    'review.outcome': () => ({ outcome: 'nothing', value: {} }),
    'card.mine': () => ({ outcome: 'none', value: {} }),
    'announcement.desk': () => ({ outcome: 'none', value: {} }),
    'announcement.places': () => ({ outcome: 'refused', value: {} }),
    'announcement.write': () => ({ outcome: 'gone', value: {} }),
    'announcement.add': () => ({ outcome: 'gone', value: {} }),
    'announcement.picture': () => ({ outcome: 'gone', value: {} }),
    'announcement.describe': () => ({ outcome: 'gone', value: {} }),
    'announcement.hours': () => ({ outcome: 'gone', value: {} }),
    'announcement.time': () => ({ outcome: 'gone', value: {} }),
    'announcement.narrow': () => ({ outcome: 'gone', value: {} }),
    'announcement.unsent': () => ({ outcome: 'nobody', value: {} }),
    'announcement.preview': () => ({ outcome: 'gone', value: {} }),
    'announcement.discard': () => ({ outcome: 'gone', value: {} }),
    'announcement.confirm': () => ({ outcome: 'gone', value: {} }),
    'announcement.second': () => ({ outcome: 'gone', value: {} }),
    'announcement.watch': () => ({ outcome: 'gone', value: {} }),
    'announcement.act': () => ({ outcome: 'gone', value: {} }),
    'review.next': () => ({ outcome: 'notOfficer', value: {} }),
    'review.confirm': () => ({ outcome: 'gone', value: {} }),
    'review.askBack': () => ({ outcome: 'gone', value: {} }),
    'assist.look': () => ({ outcome: 'asks', value: { officer: 'Trần Văn Giúp', duty, unit: unit.code } }),
    'assist.agree': () => ({ outcome: 'agreed', value: { code: CODE } }),
    'assist.refuse': () => ({ outcome: 'refused', value: {} }),
    'assist.slip': () => ({ outcome: 'stands', value: { at: null } }),
    'assist.refuseSlip': () => ({ outcome: 'refused', value: {} }),
    'office.look': () => ({ outcome: 'duty', value: { duty, work: { key: 'act.office.work.ward' }, named: true } }),
    'office.take': () => {
      if (officer) return { outcome: 'already', value: {} };
      officer = true;
      return { outcome: 'taken', value: { duty } };
    },
    'officer.load': () => {
      if (!officer) return { outcome: 'none', value: {} };
      const gives = (['hamlet', 'helper', 'ward'] as const).map((role) => ({
        id: role,
        label: { key: `act.office.gives.${role}` },
        value: role,
      }));
      return {
        outcome: 'officer',
        value: {
          duties: [duty],
          looksAfter: true,
          helps: false,
          waiting: sent,
          calls: helped ? 1 : 0,
          helping: 0,
          others: { text: '' },
          bursts: 0,
          gives,
        },
      };
    },
    'officer.console': () => ({ outcome: 'link', value: { page: '/console', minutes: 5 } }),
    'officer.places': ({ query, role }) => {
      const places = role === 'ward' ? [{ id: null, name: unit.name }] : areas;
      const found = places.filter(({ name }) => fold(name).includes(fold(query)));
      if (found.length === 0) return { outcome: 'none', value: {} };
      const options = found.map(({ id, name }, index) => ({
        id: `p${index + 1}`,
        label: { text: name },
        value: { unit: unit.code, area: id },
      }));
      return { outcome: 'found', value: { options } };
    },
    'officer.invite': () => ({ outcome: 'invited', value: { duty, ...invitation } }),
    'officer.addAccount': () => ({ outcome: 'code', value: invitation }),
    'console.look': () => ({ outcome: 'waits', value: { at: invitation.until, fresh: false } }),
    'console.refuse': () => ({ outcome: 'refused', value: {} }),
    'console.approve': () => ({ outcome: 'approved', value: {} }),
    'help.next': () => ({ outcome: 'none', value: { left: 0 } }),
    'help.take': () => ({ outcome: 'gone', value: {} }),
    'help.answer': () => ({ outcome: 'gone', value: {} }),
    'help.close': () => ({ outcome: 'gone', value: {} }),
    'help.request': () => {
      const { controller, contact } = organisation;
      const asking = { controller, contact, at: { date: current.dates.launch.concat('T02:00:00Z') }, placed: true };
      if (helped) return { outcome: 'already', value: { ...asking, state: { key: 'act.help.open' }, added: false } };
      helped = true;
      return { outcome: 'recorded', value: asking };
    },
    'reminder.snooze': () => ({ outcome: 'snoozed', value: { until: { date: '2026-11-23' } } }),
    'account.stop': () => {
      stopped = true;
      return { outcome: 'stopped', value: {} };
    },
    'account.resume': () => {
      stopped = false;
      return { outcome: 'resumed', value: {} };
    },
    'account.language': ({ lang }) => ({ outcome: 'changed', value: {}, lang }),
  };
}

const noFacts = Object.fromEntries(factNames.map((name) => [name, 0])) as unknown as Facts;

function factsOf(counts: Facts): Facts {
  return Object.fromEntries(factNames.map((name) => [name, counts[name]])) as unknown as Facts;
}

function toItem(
  rubric: Rubric,
  indicator: ReturnType<typeof asked>[number],
  answers: Record<string, string>,
  evidence: { item: string }[],
): FormItem {
  const { id, levels, mayNotApply, evidence: policy } = indicator;
  return {
    id,
    name: nameOf(rubric, id),
    ask: askOf(rubric, indicator),
    explain: explainOf(rubric, indicator),
    choices: levels.map(({ id: level }) => ({ id: level, label: choiceOf(rubric, id, level) })),
    mayNotApply,
    evidence: policy ? evidenceOf(rubric, indicator) : null,
    photos: policy?.accepts.some((kind) => kind !== 'story') ?? false,
    answer: answers[id] ?? null,
    evidenceCount: evidence.filter(({ item }) => item === id).length,
  };
}

/** Open now, whenever now is. */
function pretendedSeason(today: Date): CurrentSeason {
  const year = today.getUTCFullYear();
  const day = (month: string) => `${year}-${month}`;
  const whole = { opens: day('01-01'), closes: day('12-31') };
  return {
    id: 'season',
    organisationId: 'city',
    year,
    name: 'mùa thử',
    trial: true,
    moveId: null,
    phase: 'open',
    inForce: [],
    dates: {
      launch: day('01-01'),
      registration: whole,
      halfYear: day('06-30'),
      learningWeek: { opens: day('10-01'), closes: day('10-07') },
      selfAssessment: whole,
      khuPhoMeetings: day('12-31'),
      wardList: day('12-31'),
      decision: day('12-31'),
      report: day('12-31'),
      cutOff: day('12-31'),
      dossier: `${year + 1}-03-31`,
    },
  };
}
