/** `nhahoc invite`: whoever runs the service invites an officer, whatever the duty. */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { CannotStart } from '../cannot-start.ts';
import type { Config } from '../config.ts';
import { readSecret } from '../data-folder.ts';
import type { PrismaClient } from '../db/client.ts';
import { areaKey, readAreaName } from '../household/area-name.ts';
import { spacedCode } from '../household/household-code.ts';
import { listAreas } from '../household/list-areas.ts';
import { type Role, roles } from '../officer/duty.ts';
import { INVITATION_DAYS } from '../officer/invitation.ts';
import { inviteOfficer } from '../officer/invite-officer.ts';
import { systemClock, systemIds } from '../system.ts';
import type { Shell } from './shell.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `nhahoc invite --role city --name "Nguyễn Văn An"                                    the Hội of the city
nhahoc invite --role ward --unit <ward code> --name "…"                            an officer of a ward
nhahoc invite --role hamlet --unit <ward code> --area "Khu phố 1" --name "…"       the chi hội trưởng of a khu phố
nhahoc invite --role helper --unit <ward code> [--area "Khu phố 1"] --name "…"     fills in for households
nhahoc invite --role operator --name "…"                                           runs the service: invites, reads the audit
The codes of the wards: nhahoc area list
`;

interface Wanted {
  role: Role;
  name: string;
  unit: string | undefined;
  area: string | undefined;
}

export async function run(args: string[], shell: Shell): Promise<number> {
  const wanted = read(args);
  if (!wanted) {
    shell.complain(USAGE);
    return 2;
  }
  const config = shell.config();
  return withDatabase(config, (prisma) => invite(prisma, config, wanted, shell));
}

function read(args: string[]): Wanted | null {
  const string = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args, options: { role: string, name: string, unit: string, area: string } });
    const role = roles.find((one) => one === values.role);
    const { name, unit, area } = values;
    return role && name && name.trim() !== '' ? { role, name, unit, area } : null;
  } catch {
    return null;
  }
}

async function invite(prisma: PrismaClient, config: Config, { role, name, unit, area }: Wanted, { print }: Shell): Promise<number> {
  const areaId = area === undefined ? null : await findArea(prisma, unit, area);
  // Made with another key, the code would open nothing.
  const key = config.secretKey ?? (await readSecret(config.dataDir, 'secret.key'));
  if (key === null)
    throw new CannotStart(`There is no secret.key in ${config.dataDir}. Start the service once, or correct DATA_DIR (or SECRET_KEY).`);
  const secret = Buffer.from(key);
  const log = pino({ level: 'silent' });
  const invited = await prisma.$transaction((db) =>
    inviteOfficer({ db, clock: systemClock, ids: systemIds, log }, { by: null, role, unitCode: unit ?? null, areaId, name, secret }),
  );
  if (invited.outcome !== 'invited') throw new CannotStart(`There is no such duty: ${need[role]}. See the codes with: nhahoc area list`);
  const { code } = invited;
  print(`${config.publicUrl ?? `http://localhost:${config.port}`}/k/${code}`);
  print(
    `The code to type instead: ${spacedCode(code)}. Good once, for ${INVITATION_DAYS} days. Give it to nobody else: whoever opens it takes the duty.`,
  );
  if (config.publicUrl === null)
    print(
      `PUBLIC_URL is not set, so this link works on this machine only, where the service listens on port ${config.port} (PORT says otherwise).`,
    );
  return 0;
}

const need: Record<Role, string> = {
  operator: '--role operator takes no --unit and no --area',
  city: '--role city takes no --unit and no --area',
  ward: '--role ward needs the --unit of a ward, and no --area',
  hamlet: '--role hamlet needs --unit and --area',
  helper: '--role helper needs the --unit of a ward',
};

async function findArea(prisma: PrismaClient, unitCode: string | undefined, name: string): Promise<string> {
  if (unitCode === undefined) throw new CannotStart('--area needs the --unit that it is in');
  const listed = await listAreas({ db: prisma }, { unitCode });
  if (listed.outcome === 'unknownUnit')
    throw new CannotStart(`There is no ward with the code ${unitCode}. See the codes with: nhahoc area list`);
  const wanted = readAreaName(name);
  const area = wanted && listed.areas.find((one) => areaKey(one) === areaKey(wanted));
  if (!area)
    throw new CannotStart(`${listed.unit} has no ${name}. It has: ${listed.areas.map((one) => one.name).join(', ') || 'none yet'}`);
  return area.id;
}
