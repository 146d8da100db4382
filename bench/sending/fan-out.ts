/** Does what the service does of its own accord with announcements, until none is under way: whom they are for is fixed, and their messages are written. */
import { createPump } from '../../src/announcement/pump.ts';
import { connect } from '../../src/db/client.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createLogger } from '../../src/log.ts';
import { systemClock, systemIds } from '../../src/system.ts';

const url = process.env.DATABASE_URL ?? '';
const prisma = connect(url, 2);
const raw = connectRaw(url, 2);
const log = createLogger({ level: 'error', stream: process.stderr });
const parts = { prisma, raw, log, clock: systemClock, ids: systemIds, locale: createLocale(), publicUrl: 'http://localhost' };
process.stdout.write('begun\n');
await createPump(parts).turn();
// It is looked at once more, and ended.
setInterval(() => {}, 60_000);
