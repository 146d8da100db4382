/** One PostgreSQL for the whole run, with a template that is migrated and seeded once; every test file clones it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { sequentialIds, silentLog, testDeps } from './deps.ts';
import { seedSample } from './sample.ts';
import { query } from './service.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the template database. */
    templateUrl: string;
    /** A folder in which one data folder is made, for tests to copy. */
    preparedPlace: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = await createTemplate(server.url).catch(async (error) => {
    await server.stop();
    throw error;
  });
  const preparedPlace = await mkdtemp(join(tmpdir(), 'nhahoc-prepared-'));
  project.provide('templateUrl', template.href);
  project.provide('preparedPlace', preparedPlace);
  return async () => {
    if (!server.ownFolder) await dropAllOf(server.url, template.pathname.slice(1));
    await server.stop();
    await rm(preparedPlace, { recursive: true, force: true });
  };
}

/** `TEST_DATABASE_URL`: use that server (its role must be allowed to create databases); else start one in a temporary folder. */
async function startServer(): Promise<{ url: string; ownFolder: boolean; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, ownFolder: false, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-test-'));
  const server = await startEmbedded(folder, silentLog, { disposable: true });
  return {
    url: server.url,
    ownFolder: true,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createTemplate(serverUrl: string): Promise<URL> {
  const url = new URL(serverUrl);
  url.pathname = `/nhahoc_test_${process.pid}`;
  await query(serverUrl, `CREATE DATABASE "${url.pathname.slice(1)}"`);
  await migrate(url.href, silentLog);
  const prisma = connect(url.href, 1);
  await seedSample(testDeps(prisma, { ids: sequentialIds('f') }));
  await prisma.$disconnect();
  return url;
}

/** On a server that stays: the template, and the databases that were made of it and are still there: their names begin with its own, and a line. */
async function dropAllOf(serverUrl: string, template: string): Promise<void> {
  const found = await query<{ name: string }>(
    serverUrl,
    `SELECT datname AS name FROM pg_database WHERE datname = '${template}' OR starts_with(datname, '${template}_')`,
  );
  for (const { name } of found) await query(serverUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
}
