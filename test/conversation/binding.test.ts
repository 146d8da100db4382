/** What agrees, withdraws or erases is said in words only to the question that was the last thing said. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ChannelKind } from '../../src/channel/channel.ts';
import { createTell } from '../../src/conversation/tell.ts';
import { FLOWS } from '../support/sample.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const wordsOf = (answers: { text: string }[]) => answers.map(({ text }) => text).join('\n');
const says = (key: string) => house.locale.t(key, 'vi');

async function follow(visitor: Visitor, steps: readonly string[]): Promise<void> {
  for (const step of steps) await (step.startsWith('[') ? visitor.press(step.slice(1, -1)) : visitor.say(step));
}

/** Registered, and asked whether the name may be published. */
async function asked(head: string, channel: ChannelKind = 'web'): Promise<Visitor> {
  const visitor = await house.visitor({ channel });
  await visitor.start();
  const answers = ['[Đồng ý]', head, '[Thường trú]', '[Không]', '2', '0', '[Không để số]', '[Xác nhận]', '[Để sau]'];
  await follow(visitor, ['[Bắt đầu]', 'phường bến cát', '[Phường Bến Cát]', ...answers]);
  house.clock.advance(60_000);
  await follow(visitor, ['điều đã đồng ý', `[${says('consents.listOn')}]`]);
  return visitor;
}

async function tell(visitor: Visitor): Promise<void> {
  const { person } = createTell({ locale: house.locale });
  const text = { key: 'review.notice.withdrawn' };
  await person(house.deps, await visitor.accountId(), { text, away: text, buttons: [] });
}

async function published(visitor: Visitor): Promise<string[]> {
  const where = { accountId: await visitor.accountId(), purpose: 'publicList' as const };
  return (await house.deps.db.consent.findMany({ where })).map(({ act }) => act);
}

describe('a consent that is asked', () => {
  it.each(['web', 'zalo'] as const)('is asked again on %s where a notice came before the words, and then given', async (channel) => {
    const sen = await asked(channel === 'web' ? 'Nguyễn Thị Sen' : 'Nguyễn Thị Súng', channel);
    await tell(sen);
    const answers = wordsOf(await sen.say('dong y'));
    expect(answers).toContain(says('engine.overtaken'));
    expect(answers).toContain(says('consent.publicListQuestion'));
    expect(await published(sen)).toEqual([]);
    await sen.say('dong y');
    expect(await published(sen)).toEqual(['given']);
  });

  it('is not refused by such words either', async () => {
    const dat = await asked('Trần Văn Đạt');
    await tell(dat);
    await dat.say('không');
    expect(await published(dat)).toEqual([]);
  });

  it('is given by a press on its own button, whatever was said since', async () => {
    const hong = await asked('Lê Ánh Hồng');
    const question = (await hong.answers()).findLast(({ choices }) => choices.length > 0);
    const { data = '', label = '' } = question?.choices.find((choice) => choice.label === says('consent.agree')) ?? {};
    await tell(hong);
    await hong.send({ type: 'press', data, label });
    expect(await published(hong)).toEqual(['given']);
  });

  it('is asked again where what was written before it was sent after it, and not where that still waits', async () => {
    const { deps } = house;
    const mai = await asked('Võ Thị Mai', 'zalo');
    const accountId = await mai.accountId();
    await tell(mai);
    await mai.say('gì vậy');
    const question = await deps.db.message.findFirstOrThrow({ where: { accountId, class: 'reply' }, orderBy: { seq: 'desc' } });
    const sent = { state: 'sent' as const, sentAt: new Date('2026-10-20T02:00:00Z') };
    await deps.db.message.update({ where: { id: question.id }, data: sent });
    const notice = { accountId, class: 'fileNotice' as const };
    await deps.db.message.updateMany({ where: notice, data: { state: 'sent', sentAt: new Date('2026-10-20T02:00:05Z') } });
    expect(wordsOf(await mai.say('đồng ý'))).toContain(says('engine.overtaken'));
    await tell(mai);
    await deps.db.message.updateMany({ where: notice, data: { state: 'held', reason: 'window', sentAt: null } });
    await mai.say('đồng ý');
    expect(await published(mai)).toEqual(['given']);
  });
});

/** Acts that bind a family, or take something away for good. */
const binding = new Set([
  'consent.give',
  'consent.refuse',
  'consent.withdraw',
  'assist.agree',
  'assist.refuse',
  'assist.refuseSlip',
  'privacy.erase',
  'evidence.remove',
  'office.take',
]);
interface Step {
  kind: string;
  do?: string;
  binding?: boolean;
  next?: string;
  choices?: { next?: string }[];
}

describe.each(readdirSync(join(FLOWS, 'dialogs')).filter((name) => name.endsWith('.yaml')))('%s', (file) => {
  const dialog = parse(readFileSync(join(FLOWS, 'dialogs', file), 'utf8')) as { steps: { [name: string]: Step } };

  it('asks for what cannot be taken back as the last thing said', () => {
    const acts = Object.entries(dialog.steps).filter(([, step]) => binding.has(step.do ?? ''));
    for (const [act] of acts) {
      const before = Object.values(dialog.steps).filter(
        (step) => step.kind === 'choose' && [step.next, ...(step.choices ?? []).map(({ next }) => next)].includes(act),
      );
      for (const step of before) expect(step, `a choice leads to ${act}`).toMatchObject({ binding: true });
    }
  });
});
