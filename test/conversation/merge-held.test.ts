import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { type Held, mergeHeld } from '../../src/conversation/merge-held.ts';

const now = new Date('2026-11-01T08:00:00+07:00');
const says = (text: string, more: Partial<Outbound> = {}): Outbound => ({ text, choices: [], expect: 'none', ...more });
const held = (id: string, body: Outbound | null, more: Partial<Held> = {}): Held => ({
  ...{ id, accountId: 'lan', class: 'announcement', body, partsSent: 0, expiresAt: null, announcementId: null },
  ...more,
});
const goes = (id: string, body: Outbound | null = null) => ({ id, state: 'queued', reason: null, body, mergedIntoId: null });
const went = (id: string, into: string) => ({ id, state: 'cancelled', reason: 'merged', body: null, mergedIntoId: into });

describe('what was held', () => {
  it('goes as it is when it is alone', () => {
    expect(mergeHeld([held('a', says('một'))], now)).toEqual([goes('a')]);
  });

  it('goes by itself when it is of an announcement, whose buttons are answered one by one', () => {
    const of = (id: string) => held(id, says(id), { announcementId: 'tin' });
    expect(mergeHeld([of('a'), of('b'), held('c', says('c')), held('d', says('d'))], now)).toEqual([
      ...[goes('a'), goes('b'), goes('c', says('c\n\nd')), went('d', 'c')],
    ]);
  });

  it('becomes one message of each class for each person', () => {
    const found = mergeHeld(
      [
        held('a', says('một')),
        held('b', says('hai')),
        held('c', says('ba')),
        held('d', says('việc'), { class: 'duty' }),
        held('e', says('khác'), { accountId: 'minh' }),
        held('f', says('nữa'), { accountId: 'minh' }),
      ],
      now,
    );
    expect(found).toEqual([
      goes('a', says('một\n\nhai\n\nba')),
      ...[went('b', 'a'), went('c', 'a'), goes('d')],
      ...[goes('e', says('khác\n\nnữa')), went('f', 'e')],
    ]);
  });

  it('expires when it is worth nothing any more, but not in the middle', () => {
    const late = { expiresAt: new Date(now.getTime() - 1) };
    const found = mergeHeld([held('a', says('một'), late), held('b', says('hai'), { ...late, partsSent: 1 }), held('c', says('ba'))], now);
    expect(found).toEqual([{ ...goes('a'), state: 'expired' }, goes('b'), goes('c')]);
  });

  it('goes by itself when a part of it has gone, when it has a picture, and when its words are blanked', () => {
    const picture = { url: 'https://nhahoc.example/x.png', alt: 'lịch' };
    const found = mergeHeld(
      [
        held('a', says('một'), { partsSent: 1 }),
        held('b', says('hai')),
        held('c', says('ba', { media: picture })),
        held('d', says('bốn')),
        held('e', says('năm')),
        held('f', null),
      ],
      now,
    );
    expect(found).toEqual([goes('a'), goes('b'), goes('c'), goes('d', says('bốn\n\nnăm')), went('e', 'd'), goes('f')]);
  });

  it('keeps the answers of the newest question, first and in their order, and every link', () => {
    const link = { label: 'Xem', url: 'https://nhahoc.example/1' };
    const other = { label: 'Xem', url: 'https://nhahoc.example/2' };
    const older = says('Câu 1', { choices: [{ data: '4.yes', label: 'Có' }, link], expect: 'text', listHint: 'cũ' });
    const newer = says('Câu 2', { choices: [{ data: '5.no', label: 'Không' }, other], expect: 'number', listHint: 'mới' });
    const [first] = mergeHeld([held('a', older), held('b', newer), held('c', says('Tin', { choices: [link] }))], now);
    expect(first?.body).toEqual({
      ...newer,
      text: 'Câu 1\n\nCâu 2\n\nTin',
      choices: [{ data: '5.no', label: 'Không' }, other, link],
    });
  });

  it('loses no word, takes each message once, and never mixes people or classes', () => {
    const message = fc.record({
      accountId: fc.constantFrom('lan', 'minh'),
      class: fc.constantFrom('reply', 'reminder', 'announcement'),
      words: fc.stringMatching(/^[a-zà-ỹ]{1,12}$/u),
      partsSent: fc.constantFrom(0, 0, 1),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (given) => {
        const sorted = given.toSorted((a, b) => a.accountId.localeCompare(b.accountId) || a.class.localeCompare(b.class));
        const all = sorted.map(({ words, ...more }, index) => held(`${index}`, says(words), more as Partial<Held>));
        const found = mergeHeld(all, now);
        expect(found.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
        const byId = new Map(all.map((one) => [one.id, one]));
        const wordsOf = ({ id, body }: (typeof found)[number]) => ((body ?? byId.get(id)?.body)?.text ?? '').split('\n\n');
        const spoken = found.filter(({ state }) => state === 'queued').flatMap(wordsOf);
        expect(spoken.toSorted()).toEqual(all.map(({ body }) => body?.text ?? '').toSorted());
        for (const { id, mergedIntoId } of found) {
          const [one, into] = [byId.get(id), byId.get(mergedIntoId ?? id)];
          expect([one?.accountId, one?.class]).toEqual([into?.accountId, into?.class]);
          expect(Number(into?.id)).toBeLessThanOrEqual(Number(id));
        }
      }),
    );
  });

  it('is split where it is too long for its channel', () => {
    const [first] = mergeHeld([held('a', says('a'.repeat(1_500))), held('b', says('b'.repeat(1_500)))], now);
    const parts = render(first?.body as Outbound, profiles.zalo);
    expect(parts.map(({ text }) => text)).toEqual(['a'.repeat(1_500), 'b'.repeat(1_500)]);
  });
});
