/** `nhahoc demo`: the service with a made-up ward in it, in a folder of its own. */
import { makeHandover } from '../channel/web/handover.ts';
import { loadConfig } from '../config.ts';
import { type Prepared, run as serve } from '../main.ts';
import { demoOfficers } from './demo/demo-officers.ts';
import { FAMILIES, inventFamilies, type Stage, stages } from './demo/families.ts';
import { demoAccount, fillDemo } from './demo/fill-demo.ts';
import { checkOwnDatabase } from './demo/own-database.ts';

const defaults = { DATA_DIR: 'data-demo' };

/** @param args `--yes`: DATABASE_URL is meant */
export async function run(args: string[]): Promise<number> {
  await checkOwnDatabase(loadConfig(defaults), { yes: args.includes('--yes') });
  await serve({ defaults, fill });
  return Number(process.exitCode ?? 0);
}

async function fill(prepared: Prepared): Promise<void> {
  process.stdout.write(`  demonstration: ${FAMILIES} families, half a minute the first time …\n`);
  const added = await fillDemo(prepared);
  process.stdout.write(`  demonstration: ${added === 0 ? 'there already' : `${added} families added`}\n`);
  process.stdout.write(
    '\nTo be one of them, open the chat, press "Thêm", continue from another phone, and type its code (good for ten minutes):\n',
  );
  for (const stage of stages) process.stdout.write(await wayIn(prepared, stage));
  const officers = await prepared.prisma.$transaction((db) => demoOfficers({ ...prepared, db }, prepared));
  if (officers.length === 0) return;
  process.stdout.write('\nTo be an officer there, open one of these in a browser of its own, once:\n');
  for (const { role, place, code } of officers) process.stdout.write(`  ${prepared.publicUrl}/k/${code}  ${role}: ${place}\n`);
}

/** One line: how to become the first family of a stage. */
async function wayIn(prepared: Prepared, stage: Stage): Promise<string> {
  const index = inventFamilies().findIndex((family) => family.stage === stage);
  const account = await demoAccount(prepared, index);
  if (!account) return '';
  const { code } = await prepared.prisma.$transaction((db) =>
    makeHandover({ ...prepared, db }, { accountId: account, secret: prepared.secret }),
  );
  return `  ${code}  ${stage}\n`;
}
