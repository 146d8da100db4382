/**
 * Golden transcripts: a household's lines (`transcripts/*.yaml`) played to the real service, as each channel shows it
 * (`transcripts/<channel>/*.txt`). `UPDATE_GOLDEN=1 npx vitest run test/conversation/transcripts` writes them anew.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ChannelKind } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { type House, openHouse } from '../support/talk.ts';
import { type Entry, play } from './transcripts/stage.ts';
import { write } from './transcripts/write.ts';

const folder = fileURLToPath(new URL('./transcripts/', import.meta.url));
const channels = Object.keys(profiles) as ChannelKind[];
const scripts = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort();

const script = z.strictObject({
  title: z.string(),
  /** Whether self-assessment is open on the day of the first line, 1/11/2026. */
  season: z.enum(['before', 'open']).default('open'),
  lines: z.array(z.coerce.string()).min(1),
});

const windows = {
  before: { opens: '2026-11-20', closes: '2026-12-05' },
  open: { opens: '2026-10-15', closes: '2026-11-15' },
};

describe.each(scripts)('%s', (file) => {
  const { title, season, lines } = script.parse(parse(readFileSync(join(folder, file), 'utf8')));
  let house: House;

  beforeAll(async () => {
    house = await openHouse();
    await setWindow(house, windows[season]);
  });
  afterAll(() => house.close());

  it(title, async () => {
    const entries: Entry[] = [];
    try {
      await play(house, lines, entries);
    } finally {
      for (const channel of channels) update(channel, file, write(title, entries, profiles[channel]));
    }
    for (const channel of channels) expect(write(title, entries, profiles[channel])).toBe(golden(channel, file));
    const parked = await house.deps.db.inbox.findMany({ where: { state: 'parked' }, select: { error: true } });
    expect(parked, 'updates that were set aside').toEqual([]);
  });
});

it('has no transcript without its script', () => {
  const names = scripts.map((file) => file.replace('.yaml', '.txt'));
  for (const channel of channels) expect(readdirSync(join(folder, channel)).sort()).toEqual(names);
});

async function setWindow({ deps }: House, selfAssessment: { opens: string; closes: string }): Promise<void> {
  const season = await deps.db.season.findFirstOrThrow({ where: { trial: true } });
  await deps.db.season.update({ where: { id: season.id }, data: { dates: { ...(season.dates as object), selfAssessment } } });
}

const pathOf = (channel: ChannelKind, file: string) => join(folder, channel, file.replace('.yaml', '.txt'));

const golden = (channel: ChannelKind, file: string) => readFileSync(pathOf(channel, file), 'utf8');

/** Even a play that broke off is written: it shows where. */
function update(channel: ChannelKind, file: string, transcript: string): void {
  if (!process.env.UPDATE_GOLDEN) return;
  mkdirSync(join(folder, channel), { recursive: true });
  writeFileSync(pathOf(channel, file), transcript);
}
