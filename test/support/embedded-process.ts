/** A process that keeps an embedded server running until it is killed: `node embedded-process.ts <data folder>`. */
import { startEmbedded } from '../../src/db/embedded.ts';
import { silentLog } from './deps.ts';

try {
  const server = await startEmbedded(process.argv[2] ?? '', silentLog, { disposable: true });
  process.stdout.write(`ready at ${server.url}\n`);
} catch (error) {
  process.stdout.write(`refused: ${(error as Error).message}\n`);
  process.exit(1);
}
