/** What the storms believe the officers' work by must itself notice every lie. */
import { describe, expect, it } from 'vitest';
import { type Decided, type Row, replay, type Written } from './replay.ts';

const by = 'officer:o';
const sent = (number: number): Written => ({ actor: 'account:a', action: 'assessment.submit', detail: { number } });
const confirm: Written = { actor: by, action: 'review.confirm', detail: { level: 'hamlet', items: [] } };
const sheet = (act: string): Written => ({ actor: by, action: 'sheet.save', detail: { level: 'hamlet', act } });
const row = (act: string, reason: string | null = null): Row => ({ act, reason, officerId: 'o', accountId: null });
const recognised = (seen: string): Decided => ({ outcome: 'recognised', reason: null, seen });
const corrected = (seen: string, reason: string): Decided => ({ outcome: 'notRecognised', reason, seen });

const whole = { written: [sent(1), confirm, sheet('propose')], rows: [row('confirm'), row('propose')] };

describe('a life', () => {
  it('that can have been', () => {
    const { standing, deeds, sent, faults } = replay({ ...whole, decided: [recognised('2.1'), corrected('3.1', 'Ghi nhầm')] });
    expect(faults).toEqual([]);
    expect({ stage: standing.stage, sent, deeds: deeds.map(({ act }) => act) }).toEqual({
      stage: 'notRecognised',
      sent: 1,
      deeds: ['confirm', 'propose', 'recognise', 'notRecognise'],
    });
  });

  it.each([
    ['without a step', { ...whole, written: [sent(1), sheet('propose')], rows: [row('propose')], decided: [] }],
    ['with half an act, in the file only', { written: [sent(1)], rows: [row('confirm')], decided: [] }],
    ['with half an act, in the audit only', { ...whole, rows: [row('confirm')], decided: [] }],
    ['in another’s name', { ...whole, rows: [row('confirm'), { ...row('propose'), officerId: 'p' }], decided: [] }],
    ['without a reason', { written: [sent(1), confirm, sheet('notPropose')], rows: [row('confirm'), row('notPropose', ' ')], decided: [] }],
    ['corrected without a reason', { ...whole, decided: [recognised('2.1'), corrected('3.1', '')] }],
    ['recognised twice', { ...whole, decided: [recognised('2.1'), recognised('3.1')] }],
    ['recognised on what it was before', { ...whole, decided: [recognised('1.1')] }],
    ['recognised on what it never was', { ...whole, decided: [recognised('7.1')] }],
    ['with a gap in what was sent', { written: [sent(2)], rows: [], decided: [] }],
  ])('%s', (_, life) => {
    expect(replay(life).faults).not.toEqual([]);
  });
});
