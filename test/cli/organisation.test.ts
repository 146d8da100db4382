/** A ward's own Hội, as the operator writes it down. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';

const WARD = '25813';
const NAME = 'Hội Khuyến học Phường Bến Cát';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const organisation = (...args: string[]) => nhahoc(['organisation', ...args], { DATABASE_URL: db.url });
const set = (unitCode: string, name: string, contact: string) =>
  organisation('set', unitCode, '--name', name, '--contact', contact, '--data-protection', 'Bà Tư, 0274 3555 000');
const kept = () => db.prisma.organisation.findUnique({ where: { unitCode: WARD }, include: { parent: true } });

test('is made, listed, and its contacts corrected; another name takes its place by no such way', async () => {
  expect(await nhahocProcess(['organisation', 'list'], { DATABASE_URL: db.url })).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^city {3}.*\(a sample\)/),
  });
  expect(await set(WARD, NAME.normalize('NFD'), 'Nhà văn hóa khu phố 1')).toMatchObject({
    code: 0,
    output: expect.stringContaining(`Phường Bến Cát: ${NAME} answers for its households now`),
  });
  expect(await kept()).toMatchObject({ level: 'ward', name: NAME, sample: false, parent: { level: 'city' } });
  expect((await organisation('list')).output).toContain(`${WARD}  ${NAME}: Nhà văn hóa khu phố 1`);

  expect(await set(WARD, NAME, '0274 3555 111')).toMatchObject({ code: 0, output: expect.stringContaining('corrected') });
  const refused = await set(WARD, 'Hội khác', '0274 3555 222');
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(`This ward has ${NAME}`) });
  expect(await kept()).toMatchObject({ name: NAME, contact: '0274 3555 111' });
  const actions = await db.prisma.audit.findMany({ where: { subject: `organisation:${(await kept())?.id}` }, orderBy: { seq: 'asc' } });
  expect(actions.map(({ actor, action }) => [actor, action])).toEqual([
    ['system', 'organisation.create'],
    ['system', 'organisation.configure'],
  ]);
});

test('is of a ward that there is, and complete', async () => {
  expect(await set('99999', NAME, 'x')).toMatchObject({ code: 1, output: expect.stringContaining('There is no ward with the code 99999') });
  for (const args of [[], ['set'], ['set', WARD, '--name', NAME], ['list', WARD], ['dance']])
    expect(await organisation(...args), args.join(' ')).toMatchObject({ code: 2 });
});
