/**
 * Golden transcripts: a household's lines (`transcripts/*.yaml`) played to the real service on the web and on Telegram
 * (`transcripts/<channel>/*.txt`). `UPDATE_GOLDEN=1 npx vitest run transcripts` writes them anew; those of Zalo are played the
 * whole way, in `test/channel/zalo/transcripts.test.ts`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelKind } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { type House, openHouse } from '../support/talk.ts';
import { openPortPhone } from './transcripts/phone.ts';
import { golden, nameOf, readScript, scripts, setWindow, transcriptsOf, update } from './transcripts/scripts.ts';
import { type Entry, play } from './transcripts/stage.ts';
import { watchWords } from './transcripts/watch-words.ts';
import { write } from './transcripts/write.ts';

const channels = Object.keys(profiles) as ChannelKind[];

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
  const { title, season, lines } = readScript(file);

  // Both at once: each waits for its own database most of the time.
  it(title, { timeout: 300_000 }, async () => {
    await Promise.all([playOn('web'), playOn('telegram')]);
  });

  async function playOn(channel: ChannelKind): Promise<void> {
    const house = await openHouse(common);
    const entries: Entry[] = [];
    const watch = profiles[channel].abroad ? watchWords(house) : null;
    const openPhone = (chatKey: string) => openPortPhone({ house, channel, chatKey, ...(watch && { onSaid: watch.hear }) });
    const transcript = () => write(title, entries, profiles[channel]);
    try {
      await setWindow(house, season);
      // Even a play that broke off is written: it shows where.
      await play(house, { lines, entries, openPhone }).finally(() => update(channel, file, transcript()));
      expect(transcript()).toBe(golden(channel, file));
      const parked = await house.deps.db.inbox.findMany({ where: { state: 'parked' }, select: { error: true } });
      expect(parked, 'updates that were set aside').toEqual([]);
      if (watch) expect(watch.leaks(), 'what was said abroad').toEqual([]);
      watched += watch?.secrets() ?? 0;
    } finally {
      await house.close();
    }
  }
});

it('has watched over names, numbers and stories abroad', () => {
  expect(watched).toBeGreaterThan(25);
});

it('has no transcript without its script', () => {
  for (const channel of channels) expect(transcriptsOf(channel)).toEqual(scripts.map(nameOf));
});
