import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { addAreas } from '../../src/household/add-areas.ts';
import { readAreaName } from '../../src/household/area-name.ts';
import { findAreas } from '../../src/household/find-area.ts';
import { listAreas } from '../../src/household/list-areas.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';

const unitCode = '25813';
let database: TestDatabase;
let deps: Deps;

function add(...names: string[]) {
  return database.prisma.$transaction((db) => addAreas({ ...deps, db }, { unitCode, names, actor: 'system' }));
}

async function listed(): Promise<string[]> {
  const areas = await listAreas(deps, { unitCode });
  return areas.outcome === 'listed' ? areas.areas.map(({ name }) => name) : [];
}

describe('the name of a khu phố', () => {
  it.each([
    ['Khu phố 1', { name: 'Khu phố 1', kind: 'quarter' }],
    ['  khu   phố  Mỹ Phước 2 ', { name: 'Khu phố Mỹ Phước 2', kind: 'quarter' }],
    ['KHU PHỐ 3', { name: 'Khu phố 3', kind: 'quarter' }],
    ['ấp Bến Tượng', { name: 'Ấp Bến Tượng', kind: 'hamlet' }],
    ['Khu phố 4'.normalize('NFD'), { name: 'Khu phố 4', kind: 'quarter' }],
  ])('%j is read', (text, area) => expect(readAreaName(text)).toEqual(area));

  it.each(['', 'Khu phố', 'Ấp ', '1', 'Tổ 3', 'Khu phốt 1', `Khu phố ${'x'.repeat(40)}`])('%j is not', (text) =>
    expect(readAreaName(text)).toBeNull(),
  );
});

describe('adding khu phố', () => {
  beforeEach(async () => {
    database = await freshDatabase();
    deps = testDeps(database.prisma);
  });
  afterEach(() => database.drop());

  it('lets households choose them at once, in the order people count', async () => {
    expect(await add('Khu phố 10', 'khu phố 2', 'Ấp 1')).toMatchObject({ outcome: 'added', names: ['Khu phố 10', 'Khu phố 2', 'Ấp 1'] });
    expect(await listed()).toEqual(['Ấp 1', 'Khu phố 2', 'Khu phố 10']);
    expect(await findAreas(deps, { unit: unitCode, query: 'kp10' })).toMatchObject({ outcome: 'found' });
    expect(await database.prisma.audit.count({ where: { action: 'area.add' } })).toBe(3);
  });

  it('refuses one that is there under another spelling, and adds none then', async () => {
    await add('Khu phố 3');
    expect(await add('Khu phố 4', 'khu phố 03')).toMatchObject({ outcome: 'known', names: ['Khu phố 03'] });
    expect(await listed()).toEqual(['Khu phố 3']);
  });

  it('refuses a name that is given twice, but not an ấp beside a khu phố of the same number', async () => {
    expect(await add('Khu phố 5', 'Khu phố 05')).toMatchObject({ outcome: 'known' });
    expect(await add('Khu phố 5', 'Ấp 5')).toMatchObject({ outcome: 'added' });
  });

  it('two at once add it once', async () => {
    const both = await Promise.all([add('Khu phố 6'), add('khu phố 06')]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['added', 'known']);
  });

  it('names what cannot be read, and knows no ward that is not there', async () => {
    expect(await add('Khu phố 7', 'Tổ 7')).toEqual({ outcome: 'unreadable', names: ['Tổ 7'] });
    const elsewhere = { unitCode: '00000', names: ['Khu phố 1'], actor: 'system' };
    expect(await addAreas(deps, elsewhere)).toEqual({ outcome: 'unknownUnit' });
    expect(await listed()).toEqual([]);
  });
});
