/** What has to be true after every storm: nothing lost, nothing doubled unless the ledger says so, nobody unanswered. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inbound, Outbound } from '../../src/channel/channel.ts';
import type { Facts, Rubric } from '../../src/rubric/definition.ts';
import { type Score, score } from '../../src/rubric/score.ts';
import { describeDecisions } from './after-decisions.ts';
import { describeOfficers } from './after-officers.ts';
import { choiceId } from './habits.ts';
import { BURST, PACE, type Storm, type StormOptions, storm } from './storm.ts';

/**
 * See `assess.submitted`, `assess.settled`, `engine.oldButton` and `noPhotoNow`, and what a form says to what its question
 * does not take any more.
 */
const TOO_LATE =
  /^(Phiếu \S+ đã gửi|Nút đó là của câu cũ|Lúc này chưa cần ảnh|Gia đình chọn câu trả lời trước|Câu này không cần ảnh|Câu vừa rồi nay không cần|Câu này vừa được Hội đổi|Câu này nay không cần minh chứng)/;

export function describeStorm(name: string, options: StormOptions): void {
  describe(`${name}: after ${options.kills} kills, and ${options.databaseKills} of PostgreSQL`, () => {
    let after: Storm;
    beforeAll(async () => {
      after = await storm(options);
      // The storm itself notices when nothing goes on any more.
    }, Number.POSITIVE_INFINITY);

    const sentByAll = () => [...after.web, ...after.apps, ...after.chatOfficers].flatMap(({ sent }) => sent);
    /** Of the indicator that this update answered, the level in this place. */
    const levelAt = (place: number, inboxId: string | undefined) => {
      const indicator = after.answers.find((answer) => answer.inboxId === inboxId)?.indicator;
      const rubric = after.submissions[0]?.rubricVersion.body as unknown as Rubric;
      const indicators = rubric.criteria.flatMap((criterion) => criterion.indicators);
      return indicators.find(({ id }) => id === indicator)?.levels[place - 1]?.id;
    };
    /** What was said to an update. */
    const answersTo = (id: string | undefined) =>
      after.messages.filter(({ inboxId }) => inboxId === id).map(({ body }) => (body as unknown as Outbound).text);
    /** What a typed number meant under the question that stood when its turn came: the person may have seen an earlier one. */
    const chosenBy = (id: string | undefined, place: number) => {
      const update = after.inbox.find((row) => row.id === id);
      const theirs = after.conversations.find(({ account }) => account.externalId === update?.chatKey)?.accountId;
      const before = after.messages
        .filter(({ accountId, inboxId, seq }) => accountId === theirs && inboxId !== null && seq < (update?.seq ?? 0))
        .map(({ body }) => body as unknown as Outbound)
        .findLast(({ choices, expect: awaited }) => choices.length > 0 || awaited !== 'none');
      const data = before?.choices[place - 1]?.data;
      return data === undefined ? undefined : choiceId(data);
    };
    /** What an answer in a number says: the level in its place under the question that stood; “Vẫn vậy” is the answer before it. */
    const saidBy = (id: string | undefined, place: number) => {
      const chosen = chosenBy(id, place);
      const mine = after.answers.find(({ inboxId }) => inboxId === id);
      if (!mine || chosen !== 'same') return chosen?.startsWith('a-') ? chosen.slice('a-'.length) : levelAt(place, id);
      const before = after.answers.filter(
        ({ assessmentId, indicator, seq }) => assessmentId === mine.assessmentId && indicator === mine.indicator && seq < mine.seq,
      );
      return before.toSorted((a, b) => Number(b.seq - a.seq))[0]?.value;
    };
    const conversationsOf = (channel: string) => after.conversations.filter(({ account }) => account.channelAccount.channel === channel);

    it('there was a storm', () => {
      const { kills, databaseKills, caught, takeovers } = after.figures;
      expect({ kills: kills >= options.kills, databaseKills }).toEqual({ kills: true, databaseKills: options.databaseKills });
      for (const household of [...after.web, ...after.apps]) expect(household.sent.length, household.name).toBeGreaterThan(5);
      expect(after.web.some((household) => household.retries() > 0)).toBe(true);
      expect(caught).toBeGreaterThan(0);
      expect(takeovers).toBeGreaterThan(0);
    });

    it('every update was taken exactly once, and none was set aside', () => {
      const sent = sentByAll().map(({ key }) => key);
      expect(after.inbox.map((row) => row.updateKey).toSorted()).toEqual(sent.toSorted());
      const odd = after.inbox.filter((row) => row.state !== 'done' || row.attempts > 0 || row.error !== null);
      expect(odd.map(({ updateKey, state, attempts, error }) => ({ updateKey, state, attempts, error }))).toEqual([]);
      const { pending, dropped, added, delivered } = after.platform;
      expect({ pending, dropped, delivered }).toEqual({ pending: 0, dropped: 0, delivered: added });
      const { events } = after.zalo;
      expect({ pending: after.zalo.pending, lost: events.lost, delivered: events.delivered }).toEqual({
        pending: 0,
        lost: 0,
        delivered: events.added,
      });
    });

    it('each conversation has every line once, numbered without gaps: an update, then its replies', () => {
      expect(after.conversations).toHaveLength(options.web + options.telegram + options.zalo + options.officers);
      for (const { accountId, lastSeq, account } of after.conversations) {
        // What was said to and by who was erased is gone.
        if (account.erasedAt) continue;
        const mine = after.inbox.filter((row) => row.chatKey === account.externalId);
        const lines = [
          ...mine.map(({ id, seq }) => ({ seq, update: id, reply: false })),
          ...after.messages.filter((row) => row.accountId === accountId).map(({ seq, inboxId }) => ({ seq, update: inboxId, reply: true })),
        ].toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
        expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
        // What officers had them told answers nothing, and stands between two turns.
        const talk = lines.filter(({ update }) => update !== null);
        const answered = talk.flatMap(({ update, reply }, index) => (reply && !talk[index - 1]?.reply ? [update] : []));
        expect(answered).toEqual(mine.map(({ id }) => id));
        for (const [index, { update, reply }] of lines.entries())
          if (reply && update !== null) expect(lines[index - 1]?.update).toBe(update);
      }
    });

    it('everybody on the web was shown every line once, in order', () => {
      const stayed = after.web.filter(({ left }) => !left());
      const shown = [...stayed, ...after.chatOfficers].map(({ lines }) => lines.map((line) => line.seq));
      for (const numbers of shown) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      const kept = conversationsOf('web').flatMap(({ lastSeq, account }) => (account.erasedAt ? [] : [lastSeq]));
      expect(shown.map((numbers) => numbers.length).toSorted((a, b) => a - b)).toEqual(kept.toSorted((a, b) => a - b));
    });

    it('each household on an app got every message in order, and none twice unless the ledger doubts it', () => {
      expect(after.chats).toHaveLength(2 * (options.telegram + options.zalo));
      expect(after.chats.flatMap(({ household, lies }) => lies.map((lie) => `${household}: ${lie}`))).toEqual([]);
      const here = new Set([...conversationsOf('telegram'), ...conversationsOf('zalo')].map(({ accountId }) => accountId));
      const ledger = after.messages.filter(({ accountId }) => here.has(accountId));
      expect(ledger.filter(({ state }) => state !== 'sent' && state !== 'uncertain')).toEqual([]);
      const doubtful = ledger.filter(({ state, doubtAt }) => doubtAt !== null || state === 'uncertain');
      // One that was cut off twice may have come three times: each time counts as a try.
      const { doubles } = after.figures;
      expect(doubles).toBeLessThanOrEqual(doubtful.reduce((tries, { attempts }) => tries + attempts, 0));
      expect(doubtful.length).toBeLessThanOrEqual(after.figures.inFlight);
    });

    it('nothing went out faster than the platform takes it', () => {
      // The fake refuses more than the pace in any one second, over all kills and takeovers, to all and to each chat.
      expect(after.platform.refusals).toEqual([]);
      expect(after.platform.busiestSecond).toBeLessThanOrEqual(PACE);
      expect(after.platform.busiestSecond).toBeGreaterThan(BURST);
      expect(after.zalo.refusals).toEqual([]);
    });

    it('every answer is there, once, as it was given, or whoever gave it was told that it came too late', () => {
      const ids = new Map(after.inbox.map((row) => [row.updateKey, row.id]));
      const gone = new Set(after.web.filter(({ left }) => left()).flatMap(({ sent }) => sent.map(({ key }) => key)));
      const given = sentByAll().filter(({ level, key }) => level !== null && !gone.has(key));
      expect(given.length).toBeGreaterThan(options.web + options.telegram + options.zalo);
      const kept = new Set(after.answers.map(({ inboxId }) => inboxId));
      expect(after.answers).toHaveLength(kept.size);
      const [taken, late] = [
        given.filter(({ key }) => kept.has(ids.get(key) ?? '')),
        given.filter(({ key }) => !kept.has(ids.get(key) ?? '')),
      ];
      const said = taken.map(({ key, level }) => {
        const inboxId = ids.get(key);
        return `${inboxId} ${typeof level === 'number' ? saidBy(inboxId, level) : level}`;
      });
      expect(after.answers.map(({ inboxId, value }) => `${inboxId} ${value}`).toSorted()).toEqual(said.toSorted());
      // Officers took back what they asked, or something was told in between and another question stands.
      const answers = late.filter(({ key, level }) => typeof level !== 'number' || chosenBy(ids.get(key), level)?.startsWith('a-'));
      const unheard = answers.map(({ key }) => answersTo(ids.get(key))).filter((texts) => !texts.some((text) => TOO_LATE.test(text)));
      expect(unheard).toEqual([]);
      expect(late.length, `of ${given.length}`).toBeLessThan(given.length / 4);
    });

    it.runIf(options.photos)('every photo was fetched, and became evidence once, or whoever sent it was told that it came too late', () => {
      const typeOf = ({ body }: (typeof after.inbox)[number]) => (body as unknown as Inbound | null)?.type;
      const photos = after.inbox.filter((row) => typeOf(row) === 'media').map(({ id }) => id);
      expect(photos.length).toBeGreaterThan(0);
      expect(after.inbox.map(typeOf)).not.toContain('mediaProblem');
      const kept = after.evidence.filter(({ kind }) => kind === 'photo').map(({ inboxId }) => inboxId);
      const late = photos.filter((id) => !kept.includes(id));
      expect(late.map(answersTo).filter((texts) => !texts.some((text) => TOO_LATE.test(text)))).toEqual([]);
      expect(late.length).toBeLessThan(photos.length / 4);
      expect([...kept, ...late].toSorted()).toEqual(photos.toSorted());
    });

    it('no update became evidence twice', () => {
      const from = after.evidence.map(({ inboxId }) => inboxId);
      expect(new Set(from).size).toBe(from.length);
    });

    it('every household was registered once, by one account', () => {
      const { households, memberships, registrations } = after.counts;
      const gone = after.review.erased.length;
      expect({ memberships, registrations }).toEqual({ memberships: households, registrations: households + gone });
      expect(households).toBeLessThanOrEqual(options.web + options.telegram + options.zalo);
    });

    it('every score is what its answers give when they are counted again', () => {
      expect(after.submissions.length).toBeGreaterThan(0);
      for (const submission of after.submissions) {
        const rubric = submission.rubricVersion.body as unknown as Rubric;
        const held: Record<string, string> = {};
        for (const answer of submission.assessment.answers.toSorted((a, b) => Number(a.seq - b.seq))) {
          if (answer.at <= submission.at) held[answer.indicator] = answer.value;
        }
        expect(submission.answers).toEqual(held);
        expect(submission.score as unknown as Score).toEqual(score(rubric, held, submission.facts as unknown as Facts, 'normal'));
      }
    });

    describeOfficers(() => after);
    describeDecisions(() => after);

    it('submissions are numbered without gaps', () => {
      for (const mine of Map.groupBy(after.submissions, (one) => one.assessmentId).values())
        expect(mine.map(({ number }) => number)).toEqual(mine.map((_, index) => index + 1));
    });
  });
}
