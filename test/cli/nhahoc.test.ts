import { describe, expect, test } from 'vitest';
import { emptyDatabase } from '../support/db.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';

test('without a command it lists them; an unknown one is a mistake', async () => {
  expect(await nhahocProcess([])).toMatchObject({ code: 0, output: expect.stringMatching(/serve .*\n {2}lint /) });
  expect((await nhahocProcess(['dance'])).code).toBe(2);
});

describe('migrate', () => {
  test('brings a server of one’s own to the newest shape, once', async () => {
    const db = await emptyDatabase();
    expect(await nhahocProcess(['migrate'], { DATABASE_URL: db.url })).toMatchObject({
      code: 0,
      output: expect.stringContaining('applied: 0001_records'),
    });
    expect(await nhahoc(['migrate'], { DATABASE_URL: db.url })).toEqual({ code: 0, output: 'nothing to do\n' });
    await db.drop();
  });

  test('says which server does not answer', async () => {
    const { code, output } = await nhahocProcess(['migrate'], { DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1:1/nhahoc' });
    expect(code).toBe(1);
    expect(output).toBe('DATABASE_URL: the server 127.0.0.1:1 does not answer (ECONNREFUSED). Start it, or correct the address.\n');
  });

  test('without DATABASE_URL says that a start does it', async () => {
    expect(await nhahoc(['migrate'])).toMatchObject({ code: 1, output: expect.stringContaining('migrated by every start') });
  });

  test('new writes nothing while schema and migrations agree, and wants a plain name', async () => {
    expect(await nhahoc(['migrate', 'new', 'later'])).toMatchObject({ code: 0, output: expect.stringContaining('nothing was written') });
    expect((await nhahoc(['migrate', 'new', '../up'])).code).toBe(1);
  });
});
