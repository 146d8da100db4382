/** Prisma's schema engine as WebAssembly: the only form of it that comes with `npm install` and needs no download. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrationAdapter } from './migration-adapter.ts';

export type SchemaEngine = bindings.SchemaEngine;

declare global {
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
}

/** WebAssembly, as far as it is used here: its types live in the browser's library, which this service does not load. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let loaded: Promise<void> | undefined;

/**
 * Lets `work` use an engine on a database, and closes all its connections afterwards.
 *
 * @param onSqlError told about every script that PostgreSQL refuses
 */
export async function withSchemaEngine<T>(
  url: string,
  onSqlError: (error: unknown) => void,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= load();
  await loaded;
  const adapter = migrationAdapter(url, onSqlError);
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter));
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await adapter.close();
  }
}

async function load(): Promise<void> {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      throw new Error(`The schema engine failed: ${message}`);
    },
  };
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': withQuietTimers() });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The engine leaves a timer of ten seconds behind after every lock it took; it must not keep a finished command waiting. */
function withQuietTimers(): object {
  const setTimer = Object.keys(bindings).find((name) => name.startsWith('__wbg_setTimeout_')) ?? '';
  return { ...bindings, [setTimer]: (callback: () => void, ms: number) => setTimeout(callback, ms).unref() };
}
