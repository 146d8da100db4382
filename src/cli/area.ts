/** `nhahoc area`: the khu phố and ấp of a ward, and the QR code that leads a household straight to its own. */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import QRCode from 'qrcode';
import { CannotStart } from '../cannot-start.ts';
import type { Config } from '../config.ts';
import type { PrismaClient } from '../db/client.ts';
import { addAreas } from '../household/add-areas.ts';
import { areaKey, readAreaName } from '../household/area-name.ts';
import { type ListedArea, listAreas } from '../household/list-areas.ts';
import { makeAreaCode } from '../household/make-area-code.ts';
import type { Shell } from './shell.ts';
import { depsOf, unknownUnit } from './use-case.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `nhahoc area list                                  the wards and their codes
nhahoc area list <ward code>                      its khu phố and ấp
nhahoc area add <ward code> "Khu phố 1" …         adds them; households can choose them at once
nhahoc area code <ward code> "Khu phố 1" [file]   a link and QR code for its notice board; file: .svg or .png
`;
/** An A4 sheet is printed at 300 dots an inch; this is a hand's breadth of it. */
const PNG_WIDTH = 1200;

export async function run([verb, unitCode, ...rest]: string[], shell: Shell): Promise<number> {
  const config = shell.config();
  const { print } = shell;
  if (verb === 'list') return withDatabase(config, (prisma) => (unitCode ? showAreas(prisma, unitCode, print) : showUnits(prisma, print)));
  if (verb === 'add' && unitCode && rest.length > 0) return withDatabase(config, (prisma) => add(prisma, unitCode, rest, print));
  const [name, file] = rest;
  if (verb === 'code' && unitCode && name) {
    checkFile(file);
    return withDatabase(config, (prisma) => makeCode(prisma, config, { unitCode, name, file, print }));
  }
  shell.complain(USAGE);
  return 2;
}

type Print = Shell['print'];

async function showUnits(prisma: PrismaClient, print: Print): Promise<number> {
  const units = await prisma.unit.findMany({
    orderBy: { code: 'asc' },
    select: { code: true, name: true, areas: { where: { kind: { not: 'unplaced' } }, select: { id: true } } },
  });
  for (const { code, name, areas } of units) print(`${code}  ${name}${areas.length > 0 ? `: ${areas.length} khu phố, ấp` : ''}`);
  return 0;
}

async function showAreas(prisma: PrismaClient, unitCode: string, print: Print): Promise<number> {
  const { unit, areas, unplaced } = await areasOf(prisma, unitCode);
  if (areas.length === 0) print(`${unit} has no khu phố yet; households are not asked for theirs.`);
  for (const { name, households } of areas) print(`${name}  (households: ${households})`);
  if (unplaced > 0) print(`not placed yet  (households: ${unplaced})`);
  return 0;
}

async function add(prisma: PrismaClient, unitCode: string, names: string[], print: Print): Promise<number> {
  const added = await prisma.$transaction((db) => addAreas(depsOf(db), { unitCode, names, actor: 'system' }));
  switch (added.outcome) {
    case 'added':
      print(`${added.unit}: added ${added.names.join(', ')}`);
      return 0;
    case 'known':
      throw new CannotStart(`${added.unit} has ${added.names.join(', ')} already (or it is named twice here). Nothing was added.`);
    case 'unreadable':
      throw new CannotStart(`${added.names.join(', ')}: begin each name with "Khu phố" or "Ấp", at most 40 characters. Nothing was added.`);
    case 'unknownUnit':
      throw unknownUnit(unitCode);
  }
}

async function makeCode(
  prisma: PrismaClient,
  config: Config,
  { unitCode, name, file, print }: { unitCode: string; name: string; file: string | undefined; print: Print },
): Promise<number> {
  const { unit, areas } = await areasOf(prisma, unitCode);
  const area = find(areas, name);
  if (!area) throw new CannotStart(`${unit} has no ${name}. It has: ${areas.map((one) => one.name).join(', ') || 'none yet'}`);
  const code = await prisma.$transaction((db) => makeAreaCode(depsOf(db), { areaId: area.id, actor: 'system' }));
  const link = `${config.publicUrl ?? `http://localhost:${config.port}`}/k/${code}`;
  print(`${unit}, ${area.name}: ${link}`);
  if (config.publicUrl === null) print('PUBLIC_URL is not set, so this link works on this machine only. Set it before you print a code.');
  print(file ? await draw(link, file) : await QRCode.toString(link, { type: 'utf8' }));
  return 0;
}

function checkFile(file: string | undefined): void {
  if (file && !['.svg', '.png'].includes(extname(file).toLowerCase()))
    throw new CannotStart(`${file}: expected a name ending in .svg or .png`);
}

/** Wrinkled, wet or photographed from afar, a code on a wall has to be readable: "Q" survives the loss of a quarter. */
async function draw(link: string, file: string): Promise<string> {
  const options = { errorCorrectionLevel: 'Q' } as const;
  const svg = extname(file).toLowerCase() === '.svg';
  const image = svg
    ? await QRCode.toString(link, { ...options, type: 'svg' })
    : await QRCode.toBuffer(link, { ...options, type: 'png', width: PNG_WIDTH });
  try {
    await writeFile(file, image);
  } catch (error) {
    throw new CannotStart(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  return `written: ${file}`;
}

function find(areas: readonly ListedArea[], name: string): ListedArea | undefined {
  const wanted = readAreaName(name);
  return wanted ? areas.find((area) => areaKey(area) === areaKey(wanted)) : undefined;
}

async function areasOf(prisma: PrismaClient, unitCode: string) {
  const listed = await listAreas({ db: prisma }, { unitCode });
  if (listed.outcome === 'unknownUnit') throw unknownUnit(unitCode);
  return listed;
}
