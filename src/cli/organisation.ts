/** `nhahoc organisation`: which Hội answers for the data of which ward. */
import { parseArgs } from 'node:util';
import { CannotStart } from '../cannot-start.ts';
import type { PrismaClient } from '../db/client.ts';
import { setWardHoi, type WardHoi } from '../household/set-ward-hoi.ts';
import type { Shell } from './shell.ts';
import { depsOf, unknownUnit } from './use-case.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `nhahoc organisation list                the city's Hội, and those of wards
nhahoc organisation set <ward code>      a ward's own Hội; families are asked to agree with it
  --name <name>                          "Hội Khuyến học Phường Bến Cát"
  --contact <address, telephone>         how a household reaches it
  --data-protection <name, telephone>    who answers for data protection there
`;

const options = { name: { type: 'string' }, contact: { type: 'string' }, 'data-protection': { type: 'string' } } as const;

export async function run(args: string[], shell: Shell): Promise<number> {
  const wish = read(args);
  if (wish === 'list') return withDatabase(shell.config(), (prisma) => list(prisma, shell));
  if (wish) return withDatabase(shell.config(), (prisma) => set(prisma, wish, shell));
  shell.complain(USAGE);
  return 2;
}

function read(args: string[]): 'list' | Omit<WardHoi, 'actor'> | null {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb, unitCode, ...rest] = positionals;
    if (verb === 'list' && unitCode === undefined && Object.keys(values).length === 0) return 'list';
    const [name, contact, dataProtection] = [values.name, values.contact, values['data-protection']].map((value) =>
      value?.normalize('NFC').trim(),
    );
    return verb === 'set' && unitCode && rest.length === 0 && name && contact && dataProtection
      ? { unitCode, name, contact, dataProtection }
      : null;
  } catch {
    return null;
  }
}

async function list(prisma: PrismaClient, { print }: Shell): Promise<number> {
  const found = await prisma.organisation.findMany({ where: { until: null }, orderBy: [{ level: 'asc' }, { unitCode: 'asc' }] });
  for (const { unitCode, name, contact, sample } of found)
    print(`${(unitCode ?? 'city').padEnd(6)} ${name}${sample ? ' (a sample)' : ''}: ${contact}`);
  return 0;
}

async function set(prisma: PrismaClient, hoi: Omit<WardHoi, 'actor'>, { print }: Shell): Promise<number> {
  const done = await prisma.$transaction((db) => setWardHoi(depsOf(db), { ...hoi, actor: 'system' }));
  switch (done.outcome) {
    case 'made':
      print(`${done.unit}: ${hoi.name} answers for its households now, and they are asked to agree with it`);
      return 0;
    case 'corrected':
      print(`${done.unit}: the contacts of ${hoi.name} are corrected`);
      return 0;
    case 'otherName':
      throw new CannotStart(`This ward has ${done.name}, with whom families have agreed. Nothing was changed.`);
    case 'unknownUnit':
      throw unknownUnit(hoi.unitCode);
  }
}
