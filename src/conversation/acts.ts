/**
 * The acts: everything a dialog may ask the service to do, with what goes in and every way it can come out.
 *
 * Dialogs name acts in `do:`; lint refuses an unknown act, a missing argument and an outcome that no branch handles.
 * What each act does is in `acts/` beside this file; a use case does the work.
 */
import { z } from 'zod';
import { audienceChannels, audienceStates, MOST_YEARS } from '../announcement/content.ts';
import { openNames } from '../announcement/typed-button.ts';
import { linkPlaces } from '../officer/console-link.ts';
import { roles } from '../officer/duty.ts';
import { dataParts } from '../privacy/data-page.ts';

/** A Sentence (flow/session.ts), left loose here: its shape is checked where it is spoken. */
const sentence = z.union([
  z.object({ key: z.string(), params: z.record(z.string(), z.any()).optional() }),
  z.object({ text: z.string(), in: z.record(z.string(), z.string()).optional() }),
]);
const date = z.object({ date: z.iso.date() });
const moment = z.object({ date: z.iso.datetime() });
const unit = z.object({ code: z.string(), name: z.string() });
const area = z.object({ id: z.string(), name: z.string(), placed: z.boolean() });
const purpose = z.enum(['selfAssessment', 'announcements', 'publicList']);
const residence = z.enum(['permanent', 'temporary']);
const count = z.number().int().min(0).max(30);
const none = z.object({});
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

/** Options of a `search` step. */
function optionsOf<Value extends z.ZodType>(value: Value) {
  return z.object({ options: z.array(z.object({ id: z.string(), label: sentence, value })).min(1) });
}

/** Where somebody is to work; `area` null: the whole ward; neither: everywhere. */
const dutyPlace = z.object({ unit: z.string().nullable(), area: z.string().nullable() });
/** `area` null: the whole ward. `others`: there are places beside it and those that are chosen already. */
const placeToSend = z.object({ unit: z.string(), area: z.string().nullable(), name: z.string(), others: z.boolean() });

/** Dates are local business dates; `phase` says which window is open. */
const season = z.object({
  name: sentence,
  trial: z.boolean(),
  year: z.number().int(),
  phase: z.enum(['before', 'open', 'after']),
  opens: date,
  closes: date,
});

const me = z.object({
  code: z.string(),
  unit,
  area,
  verified: z.boolean(),
  assessment: z.enum(['none', 'draft', 'submitted']),
  /** The khu phố proposed it, at its meeting or on paper, and it sent nothing itself. */
  spokenFor: z.boolean(),
  /** Code of what was sent and is opened again: it counts until the next is sent. null: nothing. */
  earlier: z.string().nullable(),
  answered: z.number().int(),
  total: z.number().int(),
  /** Items that officers ask back, how many of them still have to be answered, and until when; null: none. */
  returned: z.object({ items: z.number().int(), left: z.number().int(), until: date }).nullable(),
  /** How it was judged in this season, as far as it was told; `until`: it may answer until then. null: not yet. */
  outcome: z
    .object({ is: z.enum(['recognised', 'notProposed', 'proposed', 'notRecognised']), until: date.nullable(), over: z.boolean() })
    .nullable(),
  /** For how many years one after another it is recognised, this one among them; 0: in this one it is not. */
  inARow: z.number().int(),
  /** Its khu phố can let it send though the window has closed, and has not been asked to yet. */
  mayAskLate: z.boolean(),
  /** What became of the form, once the window has closed; null before. */
  closed: sentence.nullable(),
  season,
  /** null: never asked, or not yet by the Hội that answers now. */
  consents: z.object({ selfAssessment: z.boolean().nullable(), announcements: z.boolean().nullable(), publicList: z.boolean().nullable() }),
  /** This account does not agree to purpose 1, and another of the family does: the file goes on being used. */
  othersGoOn: z.boolean(),
  stopped: z.boolean(),
  /** This chat speaks for an officer, too. */
  officer: z.boolean(),
});

const formItem = z.object({
  id: z.string(),
  name: sentence,
  ask: sentence,
  explain: sentence,
  choices: z.array(z.object({ id: z.string().regex(/^[a-z0-9-]{1,12}$/), label: sentence, also: sentence.optional() })).min(2),
  mayNotApply: z.boolean(),
  evidence: sentence.nullable(),
  photos: z.boolean().optional(),
  answer: z.string().nullable(),
  evidenceCount: z.number().int(),
  wish: sentence.optional(),
  before: z.object({ answer: z.string(), evidence: z.boolean() }).optional(),
});
const form = z.object({ title: sentence, trial: z.boolean(), items: z.array(formItem).min(1) });

/** A score in sentences, ready to be said. */
const result = z.object({
  code: z.string(),
  points: z.number(),
  max: z.number(),
  passMark: z.number(),
  /** Enough points for a proposal, as far as the household can know. */
  enough: z.boolean(),
  trial: z.boolean(),
  complete: z.boolean(),
  missing: z.number().int(),
  /** One sentence an indicator, points and why; those that are not for this household share one. */
  lines: z.array(sentence),
  /** How what does not apply was counted; empty when everything applies. */
  rule: z.array(sentence),
  /** What would gain most, best first, at most three. */
  gains: z.array(sentence),
  season,
});

/** What a decision says. The year is said as it is, without a separator. */
const decided = z.object({ year: z.string(), unit: z.string(), number: z.string(), date });

const officerRole = z.enum(roles);
/** A code for once, as people read it and as a link. */
const invitation = z.object({ code: z.string(), link: z.string(), until: moment });

/** Six digits that stand for no code now; `closed`: for a while none are looked at, whoever types them. */
const digits = z.object({ closed: z.boolean() });

/** A code that asks nothing of this account. */
const notAsked = { otherHome: none, notTheirs: none, ownCode: none, invalid: none, tooMany: none, unknownDigits: digits };

/** An officer's act that was not done: somebody was faster, it cannot be, or it is not there (any more). */
const notDone = { changed: z.object({ what: sentence }), refused: z.object({ why: sentence }), gone: none };

/** A training as a dialog speaks of it. `where`: the place, with how to get there if that is known. `calendar`: a link to it for the calendar of a phone. */
const training = z.object({
  id: z.string(),
  title: z.string(),
  at: moment,
  where: sentence,
  standing: sentence,
  /** They have a seat, or wait for one. */
  coming: z.boolean(),
  calendar: z.string(),
});
const coming = z.object({ title: z.string(), at: moment });

export const actContracts = {
  // Who am I, where am I
  'me.load': { args: none, outcomes: { new: z.object({ officer: z.boolean() }), member: me } },
  /** `office`: an invitation to an officer's duty. `pc`: an officer's, eight digits that a PC shows. `assist`: somebody asks to fill in for a household. `training`: the door of one. */
  'code.resolve': {
    args: z.object({ code: z.string() }),
    outcomes: {
      area: z.object({ unit, area }),
      join: z.object({ code: z.string() }),
      office: z.object({ code: z.string() }),
      assist: z.object({ code: z.string() }),
      training: z.object({ code: z.string() }),
      pc: z.object({ code: z.string() }),
      unknown: none,
      unknownDigits: digits,
    },
  },
  'unit.search': { args: z.object({ query: z.string() }), outcomes: { found: optionsOf(unit), none } },
  /** Khu phố/ấp of a unit; an empty query lists all. `none`: no match; `empty`: the ward has not listed its khu phố. */
  'area.search': {
    args: z.object({ query: z.string(), unit: z.string() }),
    outcomes: { found: optionsOf(area), none, empty: none },
  },
  'area.unplaced': { args: z.object({ unit: z.string() }), outcomes: { found: area } },

  // Consent and privacy
  /** What the consent text must name. `recipients` is a sentence. */
  'consent.prepare': {
    args: z.object({ unit: z.string(), purpose }),
    outcomes: {
      ready: z.object({
        controller: z.string(),
        contact: z.string(),
        dataProtection: z.string(),
        sample: z.boolean(),
        /** Agreed to with this very Hội, and not taken back. */
        agreed: z.boolean(),
      }),
    },
  },
  'consent.give': { args: z.object({ unit: z.string(), purpose }), outcomes: { given: none } },
  'consent.refuse': { args: z.object({ unit: z.string(), purpose }), outcomes: { refused: none } },
  'consent.list': {
    args: none,
    outcomes: {
      listed: z.object({
        lines: z.array(sentence),
        selfAssessment: z.boolean().nullable(),
        announcements: z.boolean().nullable(),
        publicList: z.boolean().nullable(),
        /** Another account of the family agrees to purpose 1. */
        others: z.boolean(),
      }),
      nothing: none,
    },
  },
  'consent.withdraw': { args: z.object({ purpose }), outcomes: { withdrawn: z.object({ others: z.boolean() }) } },
  /** Purpose 1 refused: everything held so far goes, but for the household's `lines` in decisions that were issued. */
  'privacy.drop': {
    args: none,
    outcomes: { dropped: z.object({ controller: z.string(), contact: z.string(), lines: z.number().int() }) },
  },
  /** `here`: on our own page; `link`: elsewhere, where a one-time link opens the page and the page has the file. */
  'privacy.export': {
    args: none,
    outcomes: { here: z.object({ page: z.string(), json: z.string() }), link: z.object({ page: z.string() }) },
  },
  /** A link to a part of the page with everything that is kept, for what is not said where our words travel abroad. */
  'page.data': { args: z.object({ part: z.enum(dataParts) }), outcomes: { ready: z.object({ page: z.string() }) } },
  'privacy.preview': {
    args: none,
    outcomes: {
      shown: z.object({
        goes: z.array(sentence),
        stays: z.array(sentence),
        household: z.boolean(),
        card: z.boolean(),
        others: z.number().int(),
      }),
    },
  },
  /** This chat leaves; the household stays with its other members, and goes with the last one. */
  'privacy.erase': { args: none, outcomes: { erased: none } },

  // Household
  'household.register': {
    args: z.object({
      unit: z.string(),
      area: z.string(),
      head: z.string(),
      residence,
      preschool: count,
      primary: count,
      lowerSecondary: count,
      upperSecondary: count,
      adults: count,
      elders: count,
      phone: z.string().nullable(),
      /** True: "not the same household", after `similar`. */
      force: z.boolean(),
    }),
    outcomes: { created: z.object({ code: z.string() }), similar: none, already: z.object({ code: z.string() }), noConsent: none },
  },
  'household.show': {
    args: none,
    outcomes: {
      shown: z.object({
        code: z.string(),
        unit: z.string(),
        area: z.string(),
        head: z.string(),
        residence,
        preschool: count,
        primary: count,
        lowerSecondary: count,
        upperSecondary: count,
        adults: count,
        elders: count,
        phone: z.string().nullable(),
        verified: z.boolean(),
      }),
      notMember: none,
    },
  },
  'household.update': {
    args: z.object({
      head: z.string().nullable(),
      residence: residence.nullable(),
      preschool: count.nullable(),
      primary: count.nullable(),
      lowerSecondary: count.nullable(),
      upperSecondary: count.nullable(),
      adults: count.nullable(),
      elders: count.nullable(),
      /** null: leave it; "": remove it. */
      phone: z.string().nullable(),
    }),
    /** `formChanged`: with these counts other questions are asked; `sent`: code of what was sent with those of before, or null. */
    outcomes: {
      updated: none,
      formChanged: z.object({ total: z.number().int(), missing: z.number().int(), sent: z.string().nullable() }),
      notMember: none,
    },
  },
  /**
   * A single-use code that lets one more account of the family in; it is the member's yes. `noConsent`: a member, but
   * purpose 1 is not agreed to.
   */
  'household.invite': {
    args: none,
    outcomes: { code: z.object({ code: z.string(), link: z.string(), until: moment }), notMember: none, noConsent: none },
  },
  /**
   * `held`: the code is good, but this account has not agreed to purpose 1 yet; unit is where to ask. `tooMany`: after so
   * many wrong codes none is looked at for a while. `office`: the code invites to an officer's duty. `ownCode`: this account is the officer's who made it.
   */
  'household.join': {
    args: z.object({ code: z.string() }),
    outcomes: {
      joined: z.object({ code: z.string(), unit, area }),
      held: z.object({ unit, area }),
      office: z.object({ code: z.string() }),
      assist: z.object({ code: z.string() }),
      ownCode: none,
      invalid: none,
      tooMany: none,
      unknownDigits: digits,
      already: z.object({ code: z.string() }),
    },
  },

  // Self-assessment
  /** `latest`: the last day until which the khu phố can let it send. `over`: it cannot. */
  'assessment.askLate': {
    args: none,
    outcomes: { asked: z.object({ latest: date }), already: z.object({ latest: date }), over: none, notMember: none },
  },
  'assessment.open': {
    args: none,
    outcomes: {
      /** `sentBefore`: in an earlier season; `lastYear`: what was answered then is offered. */
      open: z.object({
        ...{ season, trial: z.boolean(), answered: z.number().int(), total: z.number().int() },
        ...{ lastYear: z.boolean(), sentBefore: z.boolean() },
      }),
      /** Officers ask for single items: `lines` say which and why, `names` only which. */
      returned: z.object({
        until: date,
        items: z.number().int(),
        left: z.number().int(),
        lines: z.array(sentence),
        names: z.array(sentence),
      }),
      submitted: z.object({ season, code: z.string(), mayReopen: z.boolean() }),
      notYet: z.object({ season }),
      closed: z.object({ season, why: sentence }),
      notMember: none,
    },
  },
  'assessment.form': { args: none, outcomes: { ok: form, closed: none } },
  /**
   * `seen`: the answer that stood beside the question. `changed`: another member has answered it meanwhile. `gone`: it, or
   * that choice, is not asked any more.
   */
  'assessment.answer': {
    args: z.object({ item: z.string(), choice: z.string(), seen: z.string().nullable() }),
    outcomes: { ok: form, changed: form, gone: form, closed: none },
  },
  'evidence.tell': {
    args: z.object({ item: z.string(), text: z.string() }),
    outcomes: { ok: form, refused: z.object({ why: sentence }), closed: none },
  },
  'evidence.attach': {
    args: z.object({ item: z.string(), media: z.array(z.any()) }),
    outcomes: { ok: form, refused: z.object({ why: sentence }), closed: none },
  },
  /**
   * `options` fit a `choose` with `from`; `lines` describe each piece. What opens in a page has no `story`. `page`: the link
   * to all of them, where they cannot be opened one by one.
   */
  'evidence.list': {
    args: z.object({ item: z.string().nullable() }),
    outcomes: {
      listed: z.object({
        lines: z.array(sentence),
        options: z.array(z.object({ id: z.string(), label: sentence, url: z.string().nullable(), value: z.object({ story: z.string() }) })),
        page: z.string().nullable(),
      }),
      nothing: none,
    },
  },
  'evidence.remove': { args: z.object({ evidence: z.string() }), outcomes: { removed: none, closed: none, gone: none } },
  /** `shown` stands for what these points were worked out from. */
  'assessment.score': { args: none, outcomes: { scored: result.extend({ shown: z.string() }), closed: none } },
  /** `changed`: it is no longer what was shown, and was not sent. */
  'assessment.submit': {
    args: z.object({ shown: z.string() }),
    outcomes: {
      submitted: z.object({ code: z.string(), number: z.number().int(), points: z.number(), max: z.number(), season }),
      incomplete: z.object({ missing: z.number().int() }),
      changed: none,
      closed: z.object({ season }),
    },
  },
  /** `code`: of what was sent, which holds until the next is sent. */
  'assessment.reopen': { args: none, outcomes: { reopened: z.object({ code: z.string() }), closed: z.object({ season }), nothing: none } },
  /** `earlier`: code of what was sent before it was reopened, or null. */
  'assessment.result': {
    args: none,
    outcomes: { draft: result.extend({ earlier: z.string().nullable() }), submitted: result, nothing: none },
  },

  // Trainings
  /** Those that this chat is invited to. `wish`: what they want to say to one of them; then only those are offered to which that is new. */
  'training.mine': {
    args: z.object({ wish: z.enum(['yes', 'no', 'later']).nullable() }),
    outcomes: {
      one: z.object({ training }),
      several: z.object({ options: z.array(z.object({ id: z.string(), label: sentence, value: training })).min(2) }),
      none,
      stranger: none,
    },
  },
  /** `before`: so many wait and come first. */
  'training.answer': {
    args: z.object({ training: z.string(), answer: z.enum(['yes', 'no', 'later']) }),
    outcomes: {
      going: coming,
      waiting: coming.extend({ before: z.number().int() }),
      declined: none,
      later: none,
      over: none,
      cancelled: none,
      gone: none,
    },
  },
  /** With the code at the door. `again`: they were noted before. */
  'training.checkIn': {
    args: z.object({ code: z.string() }),
    outcomes: {
      here: z.object({ title: z.string(), again: z.boolean(), officer: z.boolean() }),
      early: z.object({ title: z.string(), opens: moment }),
      notInvited: z.object({ title: z.string() }),
      stranger: z.object({ title: z.string() }),
      unknown: none,
      unknownDigits: digits,
    },
  },
  'training.feedback': {
    args: z.object({ mark: z.enum(['good', 'fine', 'poor']) }),
    outcomes: { kept: z.object({ title: z.string() }), nothing: none },
  },
  /** Of an officer's places, with how many come. `lines`: one each. */
  'training.desk': {
    args: none,
    outcomes: {
      listed: z.object({
        lines: z.array(sentence).min(1),
        options: z.array(z.object({ id: z.string(), label: sentence, value: z.object({ id: z.string() }) })).min(1),
      }),
      none,
      notOfficer: none,
    },
  },
  /** A household that came without a phone, by its code. */
  'training.tick': {
    args: z.object({ training: z.string(), code: z.string() }),
    outcomes: { ticked: none, already: none, refused: z.object({ why: sentence }), gone: none },
  },

  // What officers did with it
  /** `lines` say what is seen otherwise and why, `bare` without their words. `points`: as it is seen now. */
  'review.mine': {
    args: none,
    outcomes: {
      reviewed: z.object({
        stage: z.enum(['waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised']),
        points: z.number(),
        max: z.number(),
        lines: z.array(sentence),
        bare: z.array(sentence),
        mayObject: z.boolean(),
        objected: z.boolean(),
      }),
      nothing: none,
    },
  },
  /** `late`: the time for it is over, `why` says since when. */
  'review.object': {
    args: z.object({ words: z.string() }),
    outcomes: { kept: none, nothing: none, empty: none, late: z.object({ why: sentence }) },
  },
  /** How it was judged, as far as the household was told. `why` is empty where no reason was written down. */
  'review.outcome': {
    args: none,
    outcomes: {
      notProposed: z.object({ reason: z.string(), step: sentence, until: date }),
      objected: none,
      over: z.object({ until: date }),
      stays: none,
      /** Officers read what it answered, and it is proposed after all; or `spokenFor`: as in `me`. */
      proposed: z.object({ spokenFor: z.boolean(), more: sentence }),
      recognised: decided,
      corrected: decided.extend({ why: sentence }),
      nothing: none,
      notMember: none,
    },
  },
  /** The page with the card of a recognised household. `here`: on our own page; `link`: elsewhere, where the link opens once. */
  'card.mine': {
    args: none,
    outcomes: { here: z.object({ page: z.string() }), link: z.object({ page: z.string() }), none, notMember: none },
  },
  /**
   * Of an officer: the file that waits longest, or the next after a place. `head` is empty where our words travel abroad. `none`:
   * there is none, or only those that were left for later.
   */
  'review.next': {
    args: z.object({ after: z.string().nullable() }),
    outcomes: {
      file: z.object({
        assessment: z.string(),
        seen: z.string(),
        place: z.string(),
        count: z.number().int(),
        ownAssist: z.boolean(),
        code: z.string(),
        head: z.string(),
        area: z.string(),
        points: z.number(),
        max: z.number(),
        flags: z.array(sentence),
        items: z.array(z.object({ id: z.string(), label: sentence, value: z.string() })),
      }),
      none: z.object({ left: z.number().int() }),
      notOfficer: none,
    },
  },
  'review.confirm': {
    args: z.object({ assessment: z.string(), seen: z.string() }),
    outcomes: { confirmed: none, ...notDone },
  },
  /** Of one item or several, with the one reason or each with its own. `told`: chats that get a notice. */
  'review.askBack': {
    args: z.object({ assessment: z.string(), seen: z.string(), item: oneOrMore, reason: oneOrMore }),
    outcomes: { asked: z.object({ told: z.number().int(), until: date }), ...notDone },
  },

  // Somebody who is with the household fills in for it
  /** `officer` is empty where our words travel abroad. `otherHome`: this account is of another household; `notTheirs`: others are its members;
   * `ownCode`: it is the officer's who asks. */
  'assist.look': {
    args: z.object({ code: z.string() }),
    outcomes: { asks: z.object({ officer: z.string(), duty: sentence, unit: z.string() }), ...notAsked },
  },
  'assist.agree': { args: z.object({ code: z.string() }), outcomes: { agreed: z.object({ code: z.string() }), ...notAsked } },
  'assist.refuse': { args: z.object({ code: z.string() }), outcomes: { refused: none } },
  /** A slip of paper stands as the family's yes; `at`: since when, where that was written down within days, else null. */
  'assist.slip': { args: none, outcomes: { stands: z.object({ at: z.string().nullable() }), nothing: none, notMember: none } },
  /** The slip that somebody wrote down as the family's yes was none of theirs. */
  'assist.refuseSlip': { args: none, outcomes: { refused: none, nothing: none, notMember: none } },

  // Officers
  /** What an invitation is for: a duty, or to speak for the same officer from one more chat (`own`). */
  'office.look': {
    args: z.object({ code: z.string() }),
    /** `work`: what it is, in two sentences. */
    outcomes: {
      duty: z.object({ duty: sentence, work: sentence, named: z.boolean() }),
      own: none,
      invalid: none,
      tooMany: none,
      unknownDigits: digits,
    },
  },
  /** `name`: where the invitation says none. `already`: nothing new to this chat. `otherOfficer`: it speaks for somebody else, and for one at a time. */
  'office.take': {
    args: z.object({ code: z.string(), name: z.string().nullable() }),
    outcomes: {
      taken: z.object({ duty: sentence }),
      added: none,
      already: none,
      otherOfficer: none,
      noName: none,
      invalid: none,
      tooMany: none,
      unknownDigits: digits,
    },
  },
  /** `looksAfter`: there are households in their care. `helping`: calls that they have taken. `bursts`: stretches of too much filling in. `gives`: duties that they may invite to, as options. `none`: no officer's chat. */
  'officer.load': {
    args: none,
    outcomes: {
      officer: z.object({
        duties: z.array(sentence),
        looksAfter: z.boolean(),
        helps: z.boolean(),
        waiting: z.number().int(),
        calls: z.number().int(),
        helping: z.number().int(),
        others: sentence,
        bursts: z.number().int(),
        gives: z.array(z.object({ id: z.string(), label: sentence, value: officerRole })),
      }),
      none,
    },
  },
  /** A link that opens the console once, on this phone. `to`: a page of it; null: where one begins. */
  'officer.console': {
    args: z.object({ to: z.enum(linkPlaces).nullable() }),
    outcomes: { link: z.object({ page: z.string(), minutes: z.number().int() }), none },
  },
  /** Places that they may invite somebody to; `empty`: their ward has not listed its khu phố. `refused`: they hold no duty any more. */
  'officer.places': {
    args: z.object({ query: z.string(), role: officerRole }),
    outcomes: { found: optionsOf(dutyPlace), none, empty: none, refused: none },
  },
  'officer.invite': {
    args: z.object({ role: officerRole, unit: z.string().nullable(), area: z.string().nullable(), name: z.string() }),
    outcomes: { invited: invitation.extend({ duty: sentence }), refused: none },
  },
  'officer.addAccount': { args: none, outcomes: { code: invitation, none } },
  /** The code that a PC shows. `fresh`: that PC is in already, and wants an approval for a decision or an export. */
  'console.look': {
    args: z.object({ code: z.string() }),
    outcomes: { waits: z.object({ at: moment, fresh: z.boolean() }), invalid: none, tooMany: none, none },
  },
  'console.approve': { args: z.object({ code: z.string() }), outcomes: { approved: none, invalid: none, tooMany: none, none } },
  /** It is none of theirs: that PC hears so. */
  'console.refuse': { args: z.object({ code: z.string() }), outcomes: { refused: none, invalid: none, tooMany: none, none } },

  // Writing to many
  /** What is on its way in their places, drafts of their own, and what is over, as far as a phone shows. `none`: nobody who looks after households. */
  'announcement.desk': {
    args: none,
    outcomes: { desk: z.object({ options: z.array(z.object({ id: z.string(), label: sentence, value: z.string() })) }), none },
  },
  /** Their whole ward, and its khu phố; of what is chosen already, those beside it. `empty`: none are listed. */
  'announcement.places': {
    args: z.object({ query: z.string(), unit: z.string().nullable(), areas: z.array(z.string()).nullable() }),
    outcomes: {
      found: optionsOf(placeToSend),
      none,
      empty: none,
      refused: none,
    },
  },
  /**
   * A new draft; or other words of one, or (with `unit`) other households: of another ward, in a second draft like the first. `text` null: as it is.
   * To whom it was narrowed down holds on: `fewer`: of its codes `missing` are of no household there; `elsewhere`: it cannot go there, and stays as it was.
   * `otherwise`, also where something is added or described: somebody changed it at that very moment, and nothing was done.
   */
  'announcement.write': {
    args: z.object({
      id: z.string().nullable(),
      unit: z.string().nullable(),
      areas: z.array(z.string()).nullable(),
      states: z.array(z.enum(audienceStates)).nullable(),
      text: z.string().nullable(),
    }),
    outcomes: {
      written: z.object({ id: z.string() }),
      fewer: z.object({ id: z.string(), count: z.number().int(), missing: sentence }),
      elsewhere: z.object({ why: sentence }),
      wrong: z.object({ why: sentence }),
      otherwise: none,
      gone: none,
    },
  },
  /** A button more below a draft, or with `deadline` its last day; `mayCost`, `noCost`: whether it goes also at a price; `none`: no button any more; `noPicture`: no picture. `value`: an address, a telephone number, a local date. */
  'announcement.add': {
    args: z.object({
      id: z.string(),
      what: z.enum([...openNames, 'link', 'call', 'deadline', 'mayCost', 'noCost', 'none', 'noPicture']),
      value: z.string().nullable(),
    }),
    outcomes: { written: none, wrong: z.object({ why: sentence }), otherwise: none, gone: none },
  },
  /** A picture or a file goes along with a draft, in place of the one before; it is `added`, and leads on: there is one. */
  'announcement.picture': {
    args: z.object({ id: z.string(), media: z.array(z.any()) }),
    outcomes: { ok: none, added: none, refused: z.object({ why: sentence }), gone: none },
  },
  /** What it shows, for who does not see it. */
  'announcement.describe': {
    args: z.object({ id: z.string(), text: z.string() }),
    outcomes: { ok: none, described: none, refused: z.object({ why: sentence }), otherwise: none, gone: none },
  },
  /** Hours that are offered; `quiet`: those in which nothing is sent. `planned`: the draft has one. */
  'announcement.hours': {
    args: z.object({ id: z.string() }),
    outcomes: {
      shown: z.object({
        options: z.array(z.object({ id: z.string(), label: sentence, value: z.string() })),
        quiet: sentence,
        planned: z.boolean(),
      }),
      gone: none,
    },
  },
  /** When it begins: an hour that was offered or typed; null: as soon as it may. `night`: nothing is sent then, and it begins `at` its end. */
  'announcement.time': {
    args: z.object({ id: z.string(), hour: z.string().nullable() }),
    outcomes: {
      written: none,
      night: z.object({ from: z.string(), to: z.string(), at: moment }),
      wrong: z.object({ why: sentence }),
      otherwise: none,
      gone: none,
    },
  },
  /**
   * To which of the households there: with the title for so many years in a row, on these channels, with these codes (as they were typed or pasted).
   * Besides what was chosen before, codes besides those that were; all null: nothing of this any more. `some`: of the codes `missing` are none, or of no household there.
   */
  'announcement.narrow': {
    args: z.object({
      id: z.string(),
      years: z.number().int().min(1).max(MOST_YEARS).nullable(),
      channels: z.array(z.enum(audienceChannels)).min(1).nullable(),
      codes: z.string().nullable(),
    }),
    outcomes: {
      written: none,
      some: z.object({ count: z.number().int(), missing: sentence }),
      wrong: z.object({ why: sentence }),
      otherwise: none,
      gone: none,
    },
  },
  /** A prepared one for those who have not sent; `already`: the same on this day; `several`: of which ward? `nobody`: all have, or nothing can be sent now. */
  'announcement.unsent': {
    args: z.object({ unit: z.string().nullable() }),
    outcomes: {
      written: z.object({ id: z.string() }),
      already: z.object({ at: moment }),
      several: optionsOf(z.string()),
      nobody: none,
      gone: none,
    },
  },
  /**
   * `lines`: on which channel how many get it, and why others do not. `some`: it says something. `when`: it begins, if it is confirmed now. `narrow`: to
   * which households it is narrowed down. `buttons`, `picture`: it has some. `mayAskCost`: more would get it now, at a price. `over`: it is no draft any more.
   */
  'announcement.preview': {
    args: z.object({ id: z.string() }),
    outcomes: {
      shown: z.object({
        households: z.number().int(),
        audience: z.number().int(),
        percent: z.number().int(),
        lines: z.array(sentence),
        area: sentence,
        words: z.string(),
        some: z.boolean(),
        sentence: z.string(),
        seen: z.string(),
        when: sentence,
        narrow: z.array(sentence),
        narrowed: z.boolean(),
        buttons: z.boolean(),
        picture: z.boolean(),
        mayAskCost: z.boolean(),
        mayCost: z.boolean(),
      }),
      over: none,
      gone: none,
    },
  },
  /** `over`: it was confirmed. */
  'announcement.discard': { args: z.object({ id: z.string() }), outcomes: { discarded: none, over: none, gone: none } },
  /** `otherwise`: not the sentence that was to be typed. `awaits`: another officer has to confirm as well. */
  'announcement.confirm': {
    args: z.object({ id: z.string(), seen: z.string(), typed: z.string() }),
    outcomes: { planned: z.object({ at: moment }), awaits: none, otherwise: none, refused: z.object({ why: sentence }), gone: none },
  },
  'announcement.second': {
    args: z.object({ id: z.string(), typed: z.string() }),
    outcomes: { planned: z.object({ at: moment }), otherwise: none, refused: z.object({ why: sentence }), gone: none },
  },
  /** `goesOn`: it is not over yet. */
  'announcement.watch': {
    args: z.object({ id: z.string() }),
    outcomes: {
      shown: z.object({
        words: z.string(),
        state: sentence,
        lines: z.array(sentence),
        goesOn: z.boolean(),
        mayPause: z.boolean(),
        mayResume: z.boolean(),
        mayCancel: z.boolean(),
        mayBeSecond: z.boolean(),
        sentence: z.string(),
      }),
      draft: none,
      gone: none,
    },
  },
  /** `otherwise`: it cannot be done any more, or not yet. */
  'announcement.act': {
    args: z.object({ id: z.string(), act: z.enum(['pause', 'resume', 'cancel']) }),
    outcomes: { done: none, otherwise: none, gone: none },
  },

  // A human, and quiet
  /** `unit` and `area`: codes of what the conversation knows of the place; a household's own place comes first. `placed`: it is known to whom
   * near the caller it goes; what a later call says of that is taken up. */
  'help.request': {
    args: z.object({ note: z.string().nullable(), unit: z.string().nullable(), area: z.string().nullable() }),
    outcomes: {
      recorded: z.object({ controller: z.string(), contact: z.string(), at: moment, placed: z.boolean() }),
      /** `added`: the note went to the call that was made before. */
      already: z.object({
        controller: z.string(),
        contact: z.string(),
        at: moment,
        placed: z.boolean(),
        state: sentence,
        added: z.boolean(),
      }),
    },
  },
  /**
   * Of an officer: the call for help that waits longest, of those that nobody or they themselves have taken; or the next after one. `lines`
   * say nothing personal where our words travel abroad. `writable`: they are reached in the chat in which they called.
   */
  'help.next': {
    args: z.object({ after: z.string().nullable() }),
    outcomes: {
      call: z.object({
        call: z.string(),
        count: z.number().int(),
        who: sentence,
        area: z.string(),
        at: moment,
        lines: z.array(sentence),
        taken: z.boolean(),
        writable: z.boolean(),
      }),
      none: z.object({ left: z.number().int() }),
      notOfficer: none,
    },
  },
  'help.take': {
    args: z.object({ call: z.string() }),
    outcomes: { taken: none, changed: z.object({ what: sentence }), gone: none },
  },
  /** `empty`: no words. `notHere`: they are not reached in chat. */
  'help.answer': {
    args: z.object({ call: z.string(), words: z.string() }),
    outcomes: { sent: none, empty: none, notHere: none, gone: none },
  },
  'help.close': { args: z.object({ call: z.string() }), outcomes: { closed: none, gone: none } },
  'account.stop': { args: none, outcomes: { stopped: none } },
  /** No reminders for some days; `until`: the last of them. */
  'reminder.snooze': { args: none, outcomes: { snoozed: z.object({ until: date }), notMember: none } },
  'account.resume': { args: none, outcomes: { resumed: none } },
  /** Also changes the language of the conversation. */
  'account.language': { args: z.object({ lang: z.enum(['vi', 'en']) }), outcomes: { changed: none } },
} as const satisfies Record<string, ActContract>;

export interface ActContract {
  args: z.ZodType;
  outcomes: Record<string, z.ZodType>;
}

export type ActName = keyof typeof actContracts;
export type ActArgs<N extends ActName> = z.infer<(typeof actContracts)[N]['args']>;
type Outcomes<N extends ActName> = (typeof actContracts)[N]['outcomes'];
/** One of the ways act N can come out. */
export type ActResult<N extends ActName> = {
  [O in keyof Outcomes<N>]: { outcome: O; value: Outcomes<N>[O] extends z.ZodType ? z.infer<Outcomes<N>[O]> : never; lang?: string };
}[keyof Outcomes<N>];
