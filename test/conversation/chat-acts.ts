/**
 * A row for every act that a dialog can ask for: who may, and what comes of it when the thing is another's. `chat-scope.test.ts`
 * tries all of them as everybody, with things of places that are not theirs.
 */
import type { ActName } from '../../src/conversation/acts.ts';
import { codeFrom } from '../../src/household/household-code.ts';
import { beginSignIn } from '../../src/officer/begin-sign-in.ts';
import { roles } from '../../src/officer/duty.ts';
import { openSession } from '../../src/officer/sessions.ts';
import { type AnnouncementState, newAnnouncement, seenOfOne } from '../announcement/made.ts';
import { householdIn } from '../report/ward.ts';
import type { SentFamily } from '../review/world.ts';
import { SECRET_KEY } from '../support/family.ts';
import type { OfficersHouse, Place } from '../support/officers.ts';

/** Whose chat asks: of nobody known, of a household (in `home`, with its file in hand), or of an officer. */
export const everybody = ['nobody', 'household', ...roles] as const;
export type Who = (typeof everybody)[number];

export interface Neighbour extends SentFamily {
  place: Place;
  /** For the households of its khu phố, and about to begin. */
  trainingId: string;
  /** One that is on its way there. */
  announcementId: string;
  /** Its call for help, which nobody has taken. */
  callId: string;
}

export interface ChatHouse extends OfficersHouse {
  /** The one who asks as a household. */
  family: SentFamily;
  /** A household in each place, whose file waits. None of them ever asks. */
  neighbours: Record<'home' | 'next' | 'abroad', Neighbour>;
}

export type Args = Record<string, unknown>;
export interface Result {
  outcome: string;
  value: Record<string, unknown>;
}

/** Whether somebody has to do with a place, as the house has them: said once more here, not asked of the code. */
type Concerns = (who: Who, place: Place, house: ChatHouse) => boolean;

export type Attempt =
  /** Of the chat that asks, and nobody else: whatever is named, no row of another's changes. `comes`: of officers, those not named. */
  | { kind: 'own'; args(house: ChatHouse): Args; comes: { nobody: string; household: string; officer: string } }
  /** One thing of a place: `done` for whom it concerns, else `refused`, and nothing at all is written. */
  | { kind: 'thing'; args(house: ChatHouse, place: Neighbour): Args | Promise<Args>; concerns: Concerns; done: string; refused: string }
  /** One thing of another household: nobody gets at it in chat, whoever they are. */
  | { kind: 'others'; args(place: Neighbour): Args; comes: { nobody: string; household: string; officer: string } }
  /** Shows what there is in several places. `shown`: what the asked ones show of it. */
  | {
      kind: 'list';
      shown(ask: (args: Args) => Promise<Result>): Promise<string[]>;
      of(place: Neighbour): string;
      concerns: Concerns;
    };

const looksAfter: Concerns = (who, place, { home }) =>
  (who === 'ward' && place.unitCode === home.unitCode) || (who === 'hamlet' && place.areaId === home.areaId);

/** Who may give a khu phố's officer their duty. */
const leads: Concerns = (who, place, { home }) => who === 'operator' || (who === 'ward' && place.unitCode === home.unitCode);

/** The same of helpers, whom a khu phố invites for itself. */
const leadsHelpers: Concerns = (who, place, house) => leads(who, place, house) || looksAfter(who, place, house);

const ofWards: Concerns = (who, place, house) => who === 'city' || leads(who, place, house);

/** As codes are made, so that it is looked up; made for nobody. */
const CODE_OF_NOBODY = codeFrom('nobody');

const own = (args: Args | ((house: ChatHouse) => Args), nobody: string, household = nobody, officer = nobody): Attempt => ({
  kind: 'own',
  args: typeof args === 'function' ? args : () => args,
  comes: { nobody, household, officer },
});

/** An act on what was sent. */
const onFile = (more: Args, done: string): Attempt => ({
  kind: 'thing',
  args: (_house, { assessmentId }) => ({ assessment: assessmentId, seen: '0.1', ...more }),
  concerns: looksAfter,
  done,
  refused: 'gone',
});

const onCall = (more: Args, done: string): Attempt => ({
  kind: 'thing',
  args: (_house, { callId }) => ({ call: callId, ...more }),
  concerns: looksAfter,
  done,
  refused: 'gone',
});

const invite = (duty: (place: Place) => Args, concerns: Concerns): Attempt => ({
  kind: 'thing',
  args: (_house, { place }) => ({ ...duty(place), name: 'Người Được Mời' }),
  concerns,
  done: 'invited',
  refused: 'refused',
});

/** The code of a page that asks for a fresh approval: the browser is the ward officer's. */
const freshPage = (done: string, refused: string): Attempt => ({
  kind: 'thing',
  args: async ({ deps, officers: { ward } }) => {
    const { code } = await beginSignIn(deps, { secret: SECRET_KEY, session: await openSession(deps, ward) });
    return { code };
  },
  concerns: (who) => who === 'ward',
  done,
  refused,
});

/** Ids of places among what is offered. */
async function placesFor(ask: (args: Args) => Promise<Result>, more: Args, key: 'area' | 'unit'): Promise<string[]> {
  const { value } = await ask({ query: '', ...more });
  const options = (value.options ?? []) as { value: Record<'area' | 'unit', string | null> }[];
  return options.flatMap((option) => option.value[key] ?? []);
}

const FOREIGN_AREA = ({ abroad }: ChatHouse) => ({ unit: abroad.unitCode, area: abroad.areaId });
const NO_COUNTS = { preschool: null, primary: null, lowerSecondary: null, upperSecondary: null, adults: 3, elders: null };
const COUNTS = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };

const FILE = {
  ...{ kind: 'photo', blobKey: '00000000-0000-7000-8000-00000000abcd.jpg', thumbKey: null, mediaType: 'image/jpeg' },
  ...{ bytes: 10, width: 1, height: 1, sha256: 'x' },
};

const onAnnouncement = (state: AnnouncementState, more: Args, done: string, concerns = looksAfter): Attempt => ({
  kind: 'thing',
  args: async (house, { place }) => ({ id: await newAnnouncement(house, place, state), ...more }),
  concerns,
  done,
  refused: 'gone',
});

export const chatActs: Record<ActName, Attempt[]> = {
  'me.load': [own({}, 'new', 'member')],
  // What stands on a household's papers is no way into it.
  'code.resolve': [
    own(({ neighbours }) => ({ code: neighbours.abroad.code }), 'unknown'),
    own({ code: '4821 7036' }, 'unknown', 'unknown', 'pc'),
  ],
  'unit.search': [own({ query: 'lai thieu' }, 'found')],
  'area.search': [own(({ abroad }) => ({ query: '', unit: abroad.unitCode }), 'found')],
  'area.unplaced': [own(({ abroad }) => ({ unit: abroad.unitCode }), 'found')],

  'consent.prepare': [own(({ abroad }) => ({ unit: abroad.unitCode, purpose: 'selfAssessment' }), 'ready')],
  'consent.give': [own(({ abroad }) => ({ unit: abroad.unitCode, purpose: 'announcements' }), 'given')],
  'consent.refuse': [own(({ abroad }) => ({ unit: abroad.unitCode, purpose: 'announcements' }), 'refused')],
  'consent.list': [own({}, 'nothing', 'listed')],
  'consent.withdraw': [own({ purpose: 'publicList' }, 'withdrawn')],
  'privacy.drop': [own({}, 'dropped')],
  'privacy.export': [own({}, 'here')],
  'page.data': [own({ part: 'household' }, 'ready')],
  'privacy.preview': [own({}, 'shown')],
  'privacy.erase': [own({}, 'erased')],

  'household.register': [
    own(
      (house) => ({ ...FOREIGN_AREA(house), head: 'Người Lạ', residence: 'permanent', ...COUNTS, phone: null, force: true }),
      'noConsent',
      'already',
    ),
  ],
  'household.show': [own({}, 'notMember', 'shown')],
  'household.update': [own({ head: 'Tên Mới', residence: null, ...NO_COUNTS, phone: null }, 'notMember', 'updated')],
  'household.invite': [own({}, 'notMember', 'code')],
  'household.join': [own(({ neighbours }) => ({ code: neighbours.abroad.code }), 'invalid', 'already', 'invalid')],

  'assessment.open': [own({}, 'notMember', 'open')],
  'assessment.askLate': [own({}, 'notMember', 'over')],
  'assessment.form': [own({}, 'closed', 'ok')],
  'assessment.answer': [own({ item: 'A1', choice: 'none', seen: null }, 'closed', 'changed')],
  'evidence.tell': [own({ item: 'B2', text: 'Lời kể' }, 'closed', 'ok')],
  'evidence.attach': [own({ item: 'B2', media: [] }, 'closed', 'ok')],
  'evidence.list': [own({ item: null }, 'nothing', 'listed')],
  'evidence.remove': [
    {
      kind: 'others',
      args: ({ pieces }) => ({ evidence: Object.values(pieces)[0] }),
      comes: { nobody: 'closed', household: 'gone', officer: 'closed' },
    },
    own(({ family }) => ({ evidence: Object.values(family.pieces)[0] }), 'closed', 'removed'),
  ],
  'assessment.score': [own({}, 'closed', 'scored')],
  'assessment.submit': [own({ shown: 'something else' }, 'closed', 'changed')],
  // Already in their hand.
  'assessment.reopen': [own({}, 'closed', 'reopened')],
  'assessment.result': [own({}, 'nothing', 'draft')],

  'review.mine': [own({}, 'nothing')],
  'review.object': [own({ words: 'Không đồng ý' }, 'nothing')],
  'review.outcome': [own({}, 'notMember', 'nothing')],
  'card.mine': [own({}, 'notMember', 'none')],
  'review.next': [
    {
      kind: 'list',
      shown: async (ask) => {
        const found: string[] = [];
        for (
          let { outcome, value } = await ask({ after: null });
          outcome === 'file';
          { outcome, value } = await ask({ after: value.place })
        )
          found.push(String(value.assessment));
        return found;
      },
      of: ({ assessmentId }) => assessmentId,
      concerns: looksAfter,
    },
  ],
  'review.confirm': [onFile({}, 'confirmed')],
  'review.askBack': [onFile({ item: 'B2', reason: 'photo' }, 'asked')],

  'training.mine': [own({ wish: null }, 'stranger', 'one', 'none')],
  'training.answer': [
    {
      kind: 'thing',
      args: (_house, { trainingId }) => ({ training: trainingId, answer: 'yes' }),
      concerns: (who, place, { home }) => who === 'household' && place.areaId === home.areaId,
      done: 'going',
      refused: 'gone',
    },
  ],
  'training.checkIn': [own({ code: CODE_OF_NOBODY }, 'unknown')],
  'training.feedback': [own({ mark: 'good' }, 'nothing')],
  'training.desk': [
    {
      kind: 'list',
      shown: async (ask) => (((await ask({})).value.options ?? []) as { value: { id: string } }[]).map(({ value }) => value.id),
      of: ({ trainingId }) => trainingId,
      concerns: looksAfter,
    },
  ],
  'training.tick': [
    {
      kind: 'thing',
      args: (_house, { trainingId, code }) => ({ training: trainingId, code }),
      concerns: looksAfter,
      done: 'ticked',
      refused: 'gone',
    },
  ],

  // Nobody asked for a yes with this code; who asks whom in earnest is tried in test/assist/.
  'assist.look': [own({ code: CODE_OF_NOBODY }, 'invalid')],
  'assist.agree': [own({ code: CODE_OF_NOBODY }, 'invalid')],
  'assist.refuse': [own({ code: CODE_OF_NOBODY }, 'refused')],
  'assist.slip': [own({}, 'notMember', 'nothing', 'notMember')],
  'assist.refuseSlip': [own({}, 'notMember', 'nothing', 'notMember')],

  'office.look': [own({ code: CODE_OF_NOBODY }, 'invalid')],
  'office.take': [own({ code: CODE_OF_NOBODY, name: null }, 'invalid')],
  'officer.load': [own({}, 'none', 'none', 'officer')],
  'officer.console': [own({ to: null }, 'none', 'none', 'link'), own({ to: 'toRemind' }, 'none', 'none', 'link')],
  'officer.places': [
    { kind: 'list', shown: (ask) => placesFor(ask, { role: 'helper' }, 'area'), of: ({ place }) => place.areaId, concerns: looksAfter },
    {
      kind: 'list',
      shown: (ask) => placesFor(ask, { role: 'ward' }, 'unit'),
      of: ({ place }) => place.unitCode,
      concerns: (who, place, { home }) => who === 'ward' && place.unitCode === home.unitCode,
    },
  ],
  'officer.invite': [
    invite(({ unitCode, areaId }) => ({ role: 'hamlet', unit: unitCode, area: areaId }), leads),
    invite(({ unitCode, areaId }) => ({ role: 'helper', unit: unitCode, area: areaId }), leadsHelpers),
    invite(({ unitCode }) => ({ role: 'helper', unit: unitCode, area: null }), leads),
    invite(({ unitCode }) => ({ role: 'ward', unit: unitCode, area: null }), ofWards),
    invite(
      () => ({ role: 'city', unit: null, area: null }),
      (who) => who === 'city' || who === 'operator',
    ),
    invite(
      () => ({ role: 'operator', unit: null, area: null }),
      (who) => who === 'operator',
    ),
  ],
  'officer.addAccount': [own({}, 'none', 'none', 'code')],
  'console.look': [own({ code: '1234 5678' }, 'none', 'none', 'invalid'), freshPage('waits', 'invalid')],
  'console.approve': [own({ code: '1234 5678' }, 'none', 'none', 'invalid'), freshPage('approved', 'invalid')],
  'console.refuse': [own({ code: '1234 5678' }, 'none', 'none', 'invalid'), freshPage('refused', 'invalid')],

  'announcement.desk': [
    {
      kind: 'list',
      shown: async (ask) => {
        const { value } = await ask({});
        return ((value.options ?? []) as { value: string }[]).map((option) => option.value);
      },
      of: ({ announcementId }) => announcementId,
      concerns: looksAfter,
    },
  ],
  'announcement.places': [
    {
      kind: 'list',
      shown: (ask) => placesFor(ask, { unit: null, areas: null }, 'area'),
      of: ({ place }) => place.areaId,
      concerns: looksAfter,
    },
  ],
  'announcement.write': [
    {
      kind: 'thing',
      args: (_house, { place }) => ({ id: null, unit: place.unitCode, areas: [place.areaId], states: null, text: 'Mời họp' }),
      concerns: looksAfter,
      done: 'written',
      refused: 'gone',
    },
    onAnnouncement('draft', { unit: null, areas: null, states: null, text: 'Lời khác' }, 'written'),
  ],
  'announcement.add': [onAnnouncement('draft', { what: 'about', value: null }, 'written')],
  'announcement.picture': [onAnnouncement('draft', { media: [FILE] }, 'added')],
  'announcement.describe': [onAnnouncement('draft', { text: 'Ảnh lớp học' }, 'refused')],
  'announcement.hours': [onAnnouncement('draft', {}, 'shown')],
  'announcement.time': [onAnnouncement('draft', { hour: '8h' }, 'written')],
  'announcement.narrow': [
    onAnnouncement('draft', { years: 1, channels: null, codes: null }, 'written'),
    onAnnouncement('draft', { years: null, channels: null, codes: null }, 'written'),
  ],
  'announcement.unsent': [
    {
      kind: 'thing',
      // Some that have registered and sent nothing.
      args: async ({ deps, home }, { place }) => {
        for (const { areaId } of [home, place]) await householdIn(deps, areaId, { member: true });
        return { unit: place.unitCode };
      },
      // Of a ward of which somebody looks after a khu phố, that khu phố.
      concerns: (who, place, { home }) => (who === 'ward' || who === 'hamlet') && place.unitCode === home.unitCode,
      done: 'written',
      refused: 'gone',
    },
  ],
  'announcement.preview': [onAnnouncement('draft', {}, 'shown')],
  'announcement.discard': [onAnnouncement('draft', {}, 'discarded')],
  'announcement.confirm': [
    {
      kind: 'thing',
      args: async (house, { place }) => {
        const id = await newAnnouncement(house, place, 'draft');
        return { id, seen: await seenOfOne(house.deps, place, id), typed: 'GỬI 1' };
      },
      concerns: looksAfter,
      done: 'planned',
      refused: 'gone',
    },
  ],
  'announcement.second': [
    onAnnouncement(
      'awaitingSecond',
      { typed: 'GỬI 1' },
      'planned',
      (who, place, { home }) => who === 'ward' && place.unitCode === home.unitCode,
    ),
  ],
  'announcement.watch': [onAnnouncement('sending', {}, 'shown')],
  'announcement.act': [
    onAnnouncement('sending', { act: 'pause' }, 'done'),
    onAnnouncement('paused', { act: 'resume' }, 'done'),
    onAnnouncement('planned', { act: 'cancel' }, 'done'),
  ],

  'help.request': [own((house) => ({ note: 'Xin giúp', ...FOREIGN_AREA(house) }), 'recorded')],
  'help.next': [
    {
      kind: 'list',
      shown: async (ask) => {
        const found: string[] = [];
        for (let { outcome, value } = await ask({ after: null }); outcome === 'call'; { outcome, value } = await ask({ after: value.call }))
          found.push(String(value.call));
        return found;
      },
      of: ({ callId }) => callId,
      concerns: looksAfter,
    },
  ],
  'help.take': [onCall({}, 'taken')],
  'help.answer': [onCall({ words: 'Mai tôi qua nhà' }, 'sent')],
  'help.close': [onCall({}, 'closed')],
  'account.stop': [own({}, 'stopped')],
  'reminder.snooze': [own({}, 'notMember', 'snoozed')],
  'account.resume': [own({}, 'resumed')],
  'account.language': [own({ lang: 'en' }, 'changed')],
};
