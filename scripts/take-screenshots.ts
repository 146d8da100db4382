/**
 * `npm run screenshots`: has the browser test of the console keep a picture of every page, and puts those that docs/officers.md shows
 * into docs/screenshots, small enough to be loaded by a phone. `-- <folder>`: from pictures that the test has kept there already.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** In pixels of a page; pictures are taken twice as fine. */
interface Shown {
  /** A picture of the album, without its ending. */
  of: string;
  from?: number;
  height: number;
}

const PHONE = 740;
const shown: Readonly<Record<string, Shown>> = {
  'officers-start-phone': { of: 'ward--phone', height: PHONE },
  'officers-queue-phone': { of: 'ward-queue-phone', height: PHONE },
  'officers-file-phone': { of: 'ward-files-id-phone', height: PHONE },
  'officers-help-phone': { of: 'ward-help-phone', height: PHONE },
  'officers-sheet-phone': { of: 'ward-sheets-id-phone', from: 2000, height: PHONE },
  'officers-sheet-desk': { of: 'ward-sheets-id-desk', from: 1460, height: 760 },
  'officers-counts-desk': { of: 'ward-counts-unitId-desk', height: 1040 },
  'officers-preview-phone': { of: 'announcement-preview-phone', height: PHONE },
  'officers-sending-phone': { of: 'announcement-sending-phone', height: PHONE },
  'officers-papers-phone': { of: 'ward-papers-phone', height: PHONE },
  'officers-outcomes-phone': { of: 'ward-outcomes-phone', height: PHONE },
  'officers-decision-phone': { of: 'ward-decisions-id-phone', height: PHONE },
  'officers-doubles-phone': { of: 'ward-doubles-phone', height: PHONE },
  'officers-roster-phone': { of: 'ward-roster-phone', height: PHONE },
};
const MOST_BYTES = 150_000;
/** A desk is shown at its own size, a phone twice as fine. */
const DESK_WIDTH = 1280;

const root = join(import.meta.dirname, '..');
const given = process.argv[2];
const album = given ?? (await mkdtemp(join(tmpdir(), 'nhahoc-album-')));
try {
  if (given === undefined) takePictures();
  for (const [name, shot] of Object.entries(shown)) await keep(name, shot);
} finally {
  if (given === undefined) await rm(album, { recursive: true, force: true });
}

/** However long it takes: a busy machine takes its time for the largest pages. */
function takePictures(): void {
  const env = {
    ...process.env,
    SCREENSHOTS: album,
    SCREENSHOTS_OF: Object.values(shown)
      .map(({ of }) => of)
      .join(' '),
  };
  const patience = ['--testTimeout=0', '--hookTimeout=0'];
  const { status } = spawnSync('vitest', ['run', 'test/browser/console.test.ts', ...patience], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error('The browser test of the console did not pass, so there are no pictures');
}

async function keep(name: string, { of, from = 0, height }: Shown): Promise<void> {
  const picture = sharp(join(album, `${of}.png`));
  const { width, height: whole } = await picture.metadata();
  const area = { left: 0, top: Math.min(from * 2, whole), width, height: Math.min(height * 2, whole - from * 2) };
  const cut = picture.extract(area).resize({ width: Math.min(width, DESK_WIDTH) });
  const bytes = await cut.png({ palette: true, colours: 64, compressionLevel: 9, effort: 10 }).toBuffer();
  if (bytes.length > MOST_BYTES) throw new Error(`${name} has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  await writeFile(join(root, 'docs', 'screenshots', `${name}.png`), bytes);
  process.stdout.write(`${name}.png: ${Math.ceil(bytes.length / 1000)} kB\n`);
}
