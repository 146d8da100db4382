import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeOfDay, quietFor, USUAL_QUIET } from '../../src/season/quiet-hours.ts';

const at = (time: string) => new Date(`2026-11-20T${time}+07:00`);
const HOUR = 60 * 60_000;

describe('quiet hours', () => {
  it('last over midnight, by the clock of Vietnam', () => {
    const found = ['20:59:59', '21:00:00', '23:59:59', '00:00:00', '06:59:59', '07:00:00', '12:00:00'].map((time) =>
      quietFor(USUAL_QUIET, at(time)),
    );
    expect(found).toEqual([null, 10 * HOUR, 7 * HOUR + 1_000, 7 * HOUR, 1_000, null, null]);
  });

  it('may lie within a day, and the same time twice is none', () => {
    expect(quietFor({ from: '11:30', to: '13:00' }, at('12:00:00'))).toBe(HOUR);
    expect(quietFor({ from: '11:30', to: '13:00' }, at('21:30:00'))).toBeNull();
    for (const time of ['00:00:00', '07:00:00', '12:00:00']) expect(quietFor({ from: '07:00', to: '07:00' }, at(time))).toBeNull();
  });

  it('are over when they say they are', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(time, time, fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (from, to, now) => {
        const left = quietFor({ from, to }, now);
        if (left !== null) expect(quietFor({ from, to }, new Date(now.getTime() + left))).toBeNull();
      }),
    );
  });

  it('are written as times of day', () => {
    expect(['21:00', '00:00', '23:59'].every(isTimeOfDay)).toBe(true);
    expect(['24:00', '7:00', '21:60', '21h', ''].some(isTimeOfDay)).toBe(false);
    expect(() => quietFor({ from: '9 giờ', to: '07:00' }, at('12:00:00'))).toThrow(RangeError);
  });
});
