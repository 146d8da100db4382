import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('the lines of a conversation', () => {
  it('hold both sides in one numbering without gaps', async () => {
    const visitor = await house.visitor();
    await visitor.start();
    await visitor.say('xin chào');
    await visitor.press('Bắt đầu');
    const lines = await house.conversation.linesOf(await visitor.accountId(), 0);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
    const mine = lines.filter((line) => line.from === 'me');
    expect(mine.map((line) => [line.kind, line.text])).toEqual([
      ['start', ''],
      ['text', 'xin chào'],
      ['press', 'Bắt đầu'],
    ]);
    expect(mine.every((line) => line.key)).toBe(true);
    const question = lines.find((line) => line.choices?.length);
    expect(question).toMatchObject({ from: 'us', expect: 'none' });
    expect(question?.choices?.[0]).toEqual({ data: expect.stringMatching(/^\d+\./), label: expect.any(String) });
  });

  it('go on after the last one seen', async () => {
    const visitor = await house.visitor();
    await visitor.say('xin chào');
    const id = await visitor.accountId();
    const seen = (await house.conversation.linesOf(id, 0)).at(-1)?.seq ?? 0;
    expect(await house.conversation.linesOf(id, seen)).toEqual([]);
    await visitor.say('menu');
    expect((await house.conversation.linesOf(id, seen))[0]).toMatchObject({ seq: seen + 1, from: 'me', text: 'menu' });
  });

  it('leave out what was blanked', async () => {
    const visitor = await house.visitor();
    await visitor.say('bí mật');
    await house.database.prisma.$executeRaw`UPDATE "Inbox" SET body = NULL WHERE "chatKey" = ${visitor.chatKey}`;
    const lines = await house.conversation.linesOf(await visitor.accountId(), 0);
    expect(lines.every((line) => line.from === 'us')).toBe(true);
  });

  it('are nobody else’s', async () => {
    const [one, two] = [await house.visitor(), await house.visitor()];
    await one.say('của nhà một');
    await two.say('của nhà hai');
    const lines = await house.conversation.linesOf(await two.accountId(), 0);
    expect(JSON.stringify(lines)).not.toContain('nhà một');
    expect(await house.conversation.linesOf('00000000-0000-7000-8000-00000000dead', 0)).toEqual([]);
  });

  it('are announced to whoever listens, until they stop', async () => {
    const visitor = await house.visitor();
    await visitor.start();
    let calls = 0;
    const stop = house.conversation.onLines(await visitor.accountId(), () => {
      calls += 1;
    });
    await visitor.say('xin chào');
    expect(calls).toBe(1);
    stop();
    await visitor.say('xin chào');
    expect(calls).toBe(1);
  });

  it('count as sent once they were handed over', async () => {
    const visitor = await house.visitor();
    await visitor.start();
    await visitor.say('xin chào');
    const id = await visitor.accountId();
    const states = async () =>
      (await house.database.prisma.message.findMany({ where: { accountId: id }, orderBy: { seq: 'asc' } })).map((row) => row.state);
    const first = (await house.conversation.linesOf(id, 0)).find((line) => line.from === 'us')?.seq ?? 0;
    await house.conversation.markHanded(id, first);
    expect(await states()).toEqual(['sent', ...(await states()).slice(1).map(() => 'queued')]);
    await house.conversation.markHanded(id, 1_000);
    expect(new Set(await states())).toEqual(new Set(['sent']));
  });
});
