/** The pretended household behind `npm run play` keeps every contract, and gets all the way. */
import { expect, it } from 'vitest';
import { pretend } from '../../src/cli/play/pretend.ts';
import { loadRubric, loadWorld } from '../../src/cli/play.ts';
import { type ActContract, actContracts } from '../../src/conversation/acts.ts';
import { step } from '../../src/flow/engine.ts';
import { emptySession, type Input } from '../../src/flow/session.ts';
import { createLocale } from '../../src/locale/locale.ts';

const now = new Date('2026-11-20T02:00:00Z');

it('goes from hello to a sent form', async () => {
  const world = await loadWorld(createLocale(), undefined);
  const answer = pretend(await loadRubric(), now);
  const contracts: Record<string, ActContract> = actContracts;
  const done: string[] = [];
  let session = emptySession('vi');

  const take = (input: Input): void => {
    const result = step(world, session, input, now);
    session = result.session;
    expect(result.events.filter(({ type }) => type === 'trouble')).toEqual([]);
    for (const request of result.requests) {
      const given = answer(request);
      const shape = contracts[request.do]?.outcomes[given.outcome];
      expect(shape?.safeParse(given.value), `${request.do} → ${given.outcome}`).toMatchObject({ success: true });
      done.push(`${request.do} ${given.outcome}`);
      take(given);
    }
  };

  take({ type: 'start' });
  // The first choice is the one that goes on; where something is typed, it is this.
  const typed = {
    text: 'Bến Cát',
    number: '2',
    date: '1/1/2026',
    contact: '0901234567',
    media: 'Cả nhà đọc sách mỗi tối',
    story: 'Cả nhà đọc sách mỗi tối',
    none: 'menu',
  };
  for (let turns = 0; turns < 80 && !done.includes('assessment.submit submitted'); turns++) {
    const offered = session.offered ?? { choices: [], expect: 'text' as const };
    const listed = offered.choices.find(({ id }) => /^o\d+$/.test(id));
    const next =
      listed ?? (['none', 'media', 'story'].includes(offered.expect) ? offered.choices.find(({ url }) => url === undefined) : undefined);
    take(next ? { type: 'press', data: `${session.serial}.${next.id}` } : { type: 'text', text: typed[offered.expect] });
  }
  expect(done).toContain('household.register created');
  expect(done).toContain('assessment.submit submitted');
});
