/** A process that reminds as the service does, a few at a time: to be killed. `node reminding-process.ts '<RemindingProcess as JSON>'` */
import { connect } from '../../src/db/client.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { remind } from '../../src/reminder/remind.ts';
import { systemIds } from '../../src/system.ts';
import { silentLog } from '../support/deps.ts';

export interface RemindingProcess {
  databaseUrl: string;
  /** What its clock says. */
  now: string;
  page: number;
}

const { databaseUrl, now, page } = JSON.parse(process.argv[2] ?? '') as RemindingProcess;
const db = connect(databaseUrl, 4);
const clock = { now: () => new Date(now) };
process.stdout.write('reminding\n');
for (;;) {
  await remind({ db, clock, ids: systemIds, log: silentLog, locale: createLocale(), page });
  await new Promise((resolve) => setTimeout(resolve, 20));
}
