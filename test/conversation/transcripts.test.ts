/**
 * Golden transcripts: a household's lines (`transcripts/*.yaml`) played to the real service on each channel
 * (`transcripts/<channel>/*.txt`). `UPDATE_GOLDEN=1 npx vitest run test/conversation/transcripts` writes them anew.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ChannelKind } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { type House, openHouse } from '../support/talk.ts';
import { openPortPhone } from './transcripts/phone.ts';
import { type Entry, play } from './transcripts/stage.ts';
import { watchWords } from './transcripts/watch-words.ts';
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

/** Personal words that the plays abroad brought up. */
let watched = 0;
/** What is the same for every play. */
let common: Pick<House, 'locale' | 'world'>;
beforeAll(async () => {
  const house = await openHouse();
  common = { locale: house.locale, world: house.world };
  await house.close();
});

describe.each(scripts)('%s', (file) => {
  const { title, season, lines } = script.parse(parse(readFileSync(join(folder, file), 'utf8')));

  it(title, { timeout: 300_000 }, async () => {
    // Both at once: each waits for its own database most of the time.
    const [web] = await Promise.all([playOn('web'), playOn('telegram')]);
    // Elsewhere only links to a person's own pages differ from the web: without one, the same was said.
    if (leadsToOwnPage(web)) await playOn('zalo');
    else compare('zalo', web);
  });

  async function playOn(channel: ChannelKind): Promise<Entry[]> {
    const house = await openHouse(common);
    const entries: Entry[] = [];
    const watch = profiles[channel].abroad ? watchWords(house) : null;
    try {
      await setWindow(house, windows[season]);
      const openPhone = (chatKey: string) => openPortPhone({ house, channel, chatKey, ...(watch && { onSaid: watch.hear }) });
      await play(house, { lines, entries, openPhone }).finally(() => update(channel, file, write(title, entries, profiles[channel])));
      compare(channel, entries);
      const parked = await house.deps.db.inbox.findMany({ where: { state: 'parked' }, select: { error: true } });
      expect(parked, 'updates that were set aside').toEqual([]);
      if (watch) expect(watch.leaks(), 'what was said abroad').toEqual([]);
      watched += watch?.secrets() ?? 0;
      return entries;
    } finally {
      await house.close();
    }
  }

  function compare(channel: ChannelKind, entries: Entry[]): void {
    const transcript = write(title, entries, profiles[channel]);
    update(channel, file, transcript);
    expect(transcript).toBe(golden(channel, file));
  }
});

it('has watched over names, numbers and stories abroad', () => {
  expect(watched).toBeGreaterThan(25);
});

it('has no transcript without its script', () => {
  const names = scripts.map((file) => file.replace('.yaml', '.txt'));
  for (const channel of channels) expect(readdirSync(join(folder, channel)).sort()).toEqual(names);
});

function leadsToOwnPage(entries: Entry[]): boolean {
  const saying = entries.flatMap((entry) => (entry.who === 'house' && 'message' in entry.said ? [entry.said.message] : []));
  return saying.some(({ choices }) => choices.some(({ url }) => url !== undefined));
}

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
