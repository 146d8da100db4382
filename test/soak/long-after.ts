/** Lets all the jobs run as they will when everything is long over, and looks what they have left. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '../../src/db/client.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { serviceJobs } from '../../src/jobs/jobs.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createLogger } from '../../src/log.ts';
import { JOURNAL_FILE } from '../../src/privacy/erasure-journal.ts';
import { systemIds } from '../../src/system.ts';
import type { Verdict } from './judge.ts';
import { tables } from './tables.ts';

/** Later than everything that is kept for a time. */
const DAYS = 900;

export async function longAfter({ databaseUrl, filesFolder }: { databaseUrl: string; filesFolder: string }): Promise<Verdict[]> {
  const prisma = connect(databaseUrl, 4);
  try {
    const clock = { now: () => new Date(Date.now() + DAYS * 24 * 60 * 60 * 1000) };
    const deps = { db: prisma, clock, ids: systemIds, log: createLogger({ level: 'error' }) };
    const jobs = serviceJobs(deps, {
      blobs: folderBlobStore(filesFolder),
      journal: join(filesFolder, '..', JOURNAL_FILE),
      locale: createLocale(),
    });
    const verdicts: Verdict[] = [];
    // What one lets go of another deletes.
    for (const round of [1, 2]) {
      for (const job of jobs) {
        const count = await job.run();
        if (round === 1) verdicts.push({ what: `job “${job.name}”`, ok: true, figures: `${count} in hand` });
      }
    }
    const known = new Set(jobs.map(({ name }) => name));
    for (const [name, { by, left }] of Object.entries(tables)) {
      if (left === undefined) continue;
      const unknown = by.filter((job) => !known.has(job));
      const [row] = await prisma.$queryRawUnsafe<{ count: number }[]>(`SELECT count(*)::int AS count FROM "${name}" WHERE ${left}`);
      verdicts.push({
        what: `table ${name}, long after`,
        ok: row?.count === 0 && unknown.length === 0,
        figures: unknown.length > 0 ? `no job is called ${unknown.join(', ')}` : `${row?.count} rows that should be gone`,
      });
    }
    const files = (await readdir(filesFolder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    verdicts.push({ what: 'files, long after', ok: files.length === 0, figures: `${files.length} left` });
    return verdicts;
  } finally {
    await prisma.$disconnect();
  }
}
