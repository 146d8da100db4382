/** What a paper or list says now: read in the officer's scope, and written down as read. The file is made afterwards. */
import { audit } from '../db/audit.ts';
import { candidatesOf } from '../decision/candidates.ts';
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import type { Scope } from '../officer/scope.ts';
import type { ListedHousehold, RecognisedList } from './lists.ts';
import { type MeetingRecord, type Paper, totalOf } from './paper.ts';
import { type PaperWard, paperPlaces } from './places.ts';
import { templateOf } from './templates-of-ward.ts';

/** What only those know who sign, all as they wrote it. */
export interface Signing {
  /** Local date. */
  date: string | null;
  letterNumber: string | null;
  number: string | null;
  signer: string | null;
  signerTitle: string | null;
}

export type PaperAsked =
  | ({ paper: 'meetingRecord'; areaId: string } & Pick<MeetingRecord, 'held' | 'chair' | 'secretary' | 'attended' | 'opinions'>)
  | { paper: 'proposalList'; areaId: string; date: string | null }
  | ({ paper: 'letter' | 'decision' | 'proposalList'; unitCode: string } & Signing)
  | ListAsked;

interface ListAsked {
  paper: 'completeList' | 'postingList';
  unitCode: string;
}

export type PaperJob =
  | { job: 'paper'; paper: Paper; trial: boolean; template: Uint8Array | undefined }
  | { job: 'completeList' | 'postingList'; list: RecognisedList };

export type PaperReady = { outcome: 'ready'; job: PaperJob } | { outcome: 'notFound' } | { outcome: 'nobody' };
/** `decided`: everybody who was proposed; what names them now are the papers of the decision. */
export type ProposalReady = PaperReady | { outcome: 'decided' };

/** Of a round that is decided: what goes with it stays as it was. */
const ofTheRound: readonly PaperAsked['paper'][] = ['letter', 'proposalList'];

export async function paperFor(deps: Deps, { scope, asked }: { scope: Scope; asked: PaperAsked }): Promise<ProposalReady> {
  const place = 'areaId' in asked ? { areaId: asked.areaId } : { unitCode: asked.unitCode };
  const [ward] = await paperPlaces(deps, { scope, ...place });
  if (!ward || ('unitCode' in asked && !ward.whole)) return { outcome: 'notFound' };
  const areaIds = ward.areas.map(({ id }) => id);
  // What a meeting wrote down stays as it was; what goes to the UBND is what a decision would name now.
  const proposed = await candidatesOf(deps, { seasonId: ward.seasonId, areaIds, alsoDecided: 'areaId' in asked });
  const decided = proposed.length > 0 ? [] : await candidatesOf(deps, { seasonId: ward.seasonId, areaIds, alsoDecided: true });
  if (decided.length > 0 && !ofTheRound.includes(asked.paper)) return { outcome: 'decided' };
  const candidates = proposed.length > 0 ? proposed : decided;
  const households = candidates.map(
    ({ head, code, area, mayBePosted }): ListedHousehold => ({ head, code: spacedCode(code), area, mayBePosted }),
  );
  if (households.length === 0) return { outcome: 'nobody' };
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'paper.make',
    subject: 'areaId' in asked ? `area:${asked.areaId}` : `unit:${asked.unitCode}`,
    detail: { paper: asked.paper, households: households.length, trial: ward.trial },
  });
  if (isList(asked)) {
    const { unit, year, trial } = ward;
    return { outcome: 'ready', job: { job: asked.paper, list: { unit, year, trial, decision: null, households } } };
  }
  const areas = ward.areas.map((area) => ({ ...area, proposed: candidates.filter(({ areaId }) => areaId === area.id).length }));
  const paper = paperOf(asked, { ...ward, areas }, households);
  const template = await templateOf(deps, { unitCode: ward.unitCode, kind: asked.paper });
  return { outcome: 'ready', job: { job: 'paper', paper, trial: ward.trial, template } };
}

type WordPaper = Exclude<PaperAsked, ListAsked>;

function isList(asked: PaperAsked): asked is ListAsked {
  return asked.paper === 'completeList' || asked.paper === 'postingList';
}

function paperOf(asked: WordPaper, ward: PaperWard, households: readonly ListedHousehold[]): Paper {
  const { unit, organisation, year, basis, areas } = ward;
  const head = { unit, organisation, year, basis };
  const [area] = areas;
  const total = totalOf(areas);
  if (asked.paper === 'meetingRecord') {
    if (!area) throw new TypeError('a record without its place');
    const { held, chair, secretary, attended, opinions } = asked;
    const said = { held, chair, secretary, attended, opinions };
    return { kind: 'meetingRecord', ...head, ...said, date: held.date, area, notProposed: area.notProposed, households };
  }
  if (asked.paper === 'proposalList') return { kind: 'proposalList', ...head, date: asked.date, total, households };
  const { date, letterNumber, number, signer, signerTitle } = asked;
  if (asked.paper === 'letter') return { kind: 'letter', ...head, date, number: letterNumber, signer, areas };
  return { kind: 'decision', draft: true, ...head, date, number, letterNumber, signer, signerTitle, total, households };
}
