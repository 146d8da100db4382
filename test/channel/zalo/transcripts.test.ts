/**
 * The golden transcripts on Zalo, the whole way: people of the fake OA do what the scripts say, and what comes to their phones
 * stands in `test/conversation/transcripts/zalo/*.txt`. `UPDATE_GOLDEN=1 npx vitest run transcripts` writes them anew.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { profiles } from '../../../src/channel/profiles.ts';
import { golden, readScript, scripts, setWindow, update } from '../../conversation/transcripts/scripts.ts';
import { type Entry, play } from '../../conversation/transcripts/stage.ts';
import { write } from '../../conversation/transcripts/write.ts';
import { type House, openHouse } from '../../support/talk.ts';
import { openZaloHouse } from '../../support/zalo-house.ts';
import { openZaloPhone } from './zalo-phone.ts';

/** What is the same for every play. */
let common: Pick<House, 'locale' | 'world'>;
beforeAll(async () => {
  const house = await openHouse();
  common = { locale: house.locale, world: house.world };
  await house.close();
});

// Several at once: each waits for its own database and its own phones most of the time.
describe.concurrent.each(scripts)('%s', (file) => {
  const { title, season, lines } = readScript(file);

  it(title, { timeout: 300_000 }, async () => {
    const zalo = await openZaloHouse(common);
    const { house, fake } = zalo;
    const entries: Entry[] = [];
    const transcript = () => write(title, entries, profiles.zalo);
    try {
      await setWindow(house, season);
      const openPhone = async () => openZaloPhone(zalo);
      // Even a play that broke off is written: it shows where.
      await play(house, { lines, entries, openPhone }).finally(() => update('zalo', file, transcript()));
      expect(transcript()).toBe(golden('zalo', file));
      const parked = await house.deps.db.inbox.findMany({ where: { state: 'parked' }, select: { error: true } });
      expect(parked, 'updates that were set aside').toEqual([]);
      expect(
        fake.requests('cs').filter(({ error }) => error !== 0),
        'messages that Zalo refused',
      ).toEqual([]);
      expect(fake.events()).toMatchObject({ failed: 0, lost: 0 });
    } finally {
      await zalo.close();
    }
  });
});
