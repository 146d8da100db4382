/** How far officers are with a household's file, and what may be done with it next. Pure: the one table that everybody asks. */

export type Stage = 'waiting' | 'returned' | 'confirmed' | 'proposed' | 'notProposed' | 'recognised' | 'notRecognised';
export type Level = 'hamlet' | 'ward';

export interface Standing {
  stage: Stage;
  /** Who has it: what a household is working on is not judged meanwhile. */
  hand: 'household' | 'officers';
  /** Something was sent: else the khu phố speaks of a household that does not chat. */
  sent: boolean;
  /** Items asked back of the household that still stand. */
  asked: number;
}

export type Act =
  /** The household sends, for the first time or again. */
  | { act: 'send' }
  /** The household wants to change what it sent. */
  | { act: 'reopen' }
  /** What was sent stands, with the changes made at this level. */
  | { act: 'confirm'; level: Level }
  | { act: 'unconfirm'; reason: string }
  /** The answer of one item is another. */
  | { act: 'change'; reason: string }
  /** @property items newly asked back; @property reason the shortest of theirs */
  | { act: 'askBack'; items: number; reason: string }
  /** So many of them are not wanted any more. */
  | { act: 'withdraw'; items: number }
  /** By the khu phố meeting. */
  | { act: 'propose' }
  | { act: 'notPropose'; reason: string }
  /** The household does not agree, in its own words. */
  | { act: 'object'; reason: string }
  /** It does not agree with a change, which stays all the same. */
  | { act: 'keep'; reason: string }
  /** By the decision, or by one that corrects it. */
  | { act: 'recognise' }
  | { act: 'notRecognise'; reason: string };

export type ActName = Act['act'];

/**
 * - `nothingSent`: there is nothing to judge
 * - `withHousehold`: the household has it in hand
 * - `askedBack`: items are asked back: the answer is waited for, or they are withdrawn first
 * - `notYet`: a step comes before: confirming before proposing, proposing before recognising
 * - `already`: it is so
 * - `decided`: after the decision only a decision changes anything
 * - `noReason`: this needs a reason in words
 * - `nothingAsked`: nothing is asked back
 */
export type Refusal = 'nothingSent' | 'withHousehold' | 'askedBack' | 'notYet' | 'already' | 'decided' | 'noReason' | 'nothingAsked';

export type Next = { ok: true; standing: Standing } | { ok: false; why: Refusal };

interface Way {
  from: readonly Stage[];
  to(standing: Standing, act: Act): Standing;
  /** Whoever else has the file in hand is waited for. */
  hand?: Standing['hand'];
  needsSent?: true;
  needsReason?: true;
}

const judged = ['waiting', 'confirmed', 'proposed', 'notProposed'] as const satisfies Stage[];
const decided: readonly Stage[] = ['recognised', 'notRecognised'];

const to =
  (stage: Stage) =>
  (standing: Standing): Standing => ({ ...standing, stage });
const stay = (standing: Standing): Standing => standing;

const ways: Readonly<Record<ActName, Way>> = {
  // Also from what officers did before: the reviewer looks anew.
  send: { from: [...judged, 'returned'], to: () => ({ stage: 'waiting', hand: 'officers', sent: true, asked: 0 }), hand: 'household' },
  reopen: {
    from: ['waiting', 'confirmed'],
    to: (standing) => ({ ...standing, hand: 'household' }),
    hand: 'officers',
    needsSent: true,
  },
  confirm: { from: ['waiting', 'confirmed'], to: to('confirmed'), hand: 'officers', needsSent: true },
  unconfirm: { from: ['confirmed', 'proposed', 'notProposed'], to: to('waiting'), hand: 'officers', needsSent: true, needsReason: true },
  change: { from: judged, to: stay, hand: 'officers', needsSent: true, needsReason: true },
  askBack: { from: [...judged, 'returned'], to: askedBack, needsSent: true, needsReason: true },
  withdraw: { from: ['returned'], to: withdrawn },
  propose: { from: ['confirmed', 'notProposed'], to: to('proposed') },
  // Once more with another reason: that is how an objection is answered.
  notPropose: { from: ['confirmed', 'proposed', 'notProposed'], to: to('notProposed'), needsReason: true },
  object: { from: judged, to: stay, needsReason: true },
  // Of those who are not proposed, the answer is `notPropose` once more.
  keep: { from: ['waiting', 'confirmed', 'proposed'], to: stay, hand: 'officers', needsSent: true, needsReason: true },
  recognise: { from: ['proposed', 'notRecognised'], to: to('recognised') },
  notRecognise: { from: ['proposed', 'notProposed', 'recognised'], to: to('notRecognised'), needsReason: true },
};

/** What becomes of a file by an act. */
export function after(standing: Standing, act: Act): Next {
  const way = ways[act.act];
  const why = refusalOf(standing, act, way);
  return why === null ? { ok: true, standing: way.to(standing, act) } : { ok: false, why };
}

/** Whether somebody might do this now, given the words for it. */
export function allows(standing: Standing, act: Act): boolean {
  return after(standing, act).ok;
}

function refusalOf(standing: Standing, act: Act, way: Way): Refusal | null {
  const { stage, hand, sent, asked } = standing;
  if (way.needsReason && 'reason' in act && act.reason.trim() === '') return 'noReason';
  if (!way.from.includes(stage) && !fromNothingSent(standing, act)) return wrongStage(stage, act.act);
  if (way.needsSent && !sent) return 'nothingSent';
  // What is asked back already is in the household's hand, and more of it may be asked.
  if (act.act === 'askBack' && stage !== 'returned' && hand !== 'officers') return 'withHousehold';
  if (way.hand && hand !== way.hand) return way.hand === 'officers' ? 'withHousehold' : 'already';
  // Where something was sent, the meeting speaks of what officers have in hand.
  if ((act.act === 'propose' || act.act === 'notPropose') && sent && hand !== 'officers') return 'withHousehold';
  if (act.act === 'withdraw' && (act.items < 1 || act.items > asked)) return 'nothingAsked';
  if (act.act === 'confirm' && stage === 'confirmed' && act.level !== 'ward') return 'already';
  return null;
}

/** Of a household that sent nothing, the khu phố meeting may speak at once. */
function fromNothingSent({ stage, sent }: Standing, { act }: Act): boolean {
  return !sent && stage === 'waiting' && (act === 'propose' || act === 'notPropose');
}

function wrongStage(stage: Stage, act: ActName): Refusal {
  if (act === 'withdraw') return 'nothingAsked';
  if (stage === 'returned') return 'askedBack';
  if (ways[act].to(anywhere, { act } as Act).stage === stage) return 'already';
  return decided.includes(stage) ? 'decided' : 'notYet';
}

const anywhere: Standing = { stage: 'waiting', hand: 'officers', sent: true, asked: 0 };

function askedBack(standing: Standing, act: Act): Standing {
  const items = act.act === 'askBack' ? act.items : 0;
  return { ...standing, stage: 'returned', hand: 'household', asked: standing.asked + items };
}

function withdrawn(standing: Standing, act: Act): Standing {
  const asked = standing.asked - (act.act === 'withdraw' ? act.items : 0);
  return asked > 0 ? { ...standing, asked } : { ...standing, stage: 'waiting', hand: 'officers', asked };
}
