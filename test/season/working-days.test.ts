import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/season/calendar.ts';
import { type Holidays, isWorkingDay, parseHolidays, workingDaysAfter } from '../../src/season/working-days.ts';
import { readHolidays } from '../../src/telling/holidays.ts';

const shipped = await readHolidays();
const date = fc.integer({ min: 0, max: 365 * 6 }).map((days) => addDays('2025-12-01', days));
const n = fc.integer({ min: 1, max: 10 });
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('working days', () => {
  it('never land on a weekend or a holiday', () => {
    const listed = new Set(Object.values(shipped.years).flatMap((lines) => lines.map(({ day }) => day)));
    const fixed = new Set(shipped.fixed.map(({ day }) => day));
    fc.assert(
      fc.property(date, n, (from, days) => {
        const to = workingDaysAfter(from, days, shipped);
        expect([0, 6]).not.toContain(weekday(to));
        expect(listed.has(to) || fixed.has(to.slice(5))).toBe(false);
      }),
    );
  });

  it('are later the more there are and the later they begin', () => {
    fc.assert(
      fc.property(date, date, n, n, (a, b, some, more) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        expect(workingDaysAfter(first, some, shipped) <= workingDaysAfter(last, some, shipped)).toBe(true);
        expect(workingDaysAfter(first, some, shipped) < workingDaysAfter(first, some + more, shipped)).toBe(true);
      }),
    );
  });

  it('are exactly so many, counted day by day', () => {
    fc.assert(
      fc.property(date, n, (from, days) => {
        const to = workingDaysAfter(from, days, shipped);
        let count = 0;
        for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day, shipped)) count += 1;
        expect(count).toBe(days);
        expect(isWorkingDay(to, shipped)).toBe(true);
      }),
    );
  });

  it.each([
    ['2026-11-26', 3, '2026-12-01', 'over a weekend'],
    ['2026-04-24', 1, '2026-04-28', 'Giỗ Tổ on a Sunday is made up for on Monday'],
    ['2026-04-29', 1, '2026-05-04', 'two holidays and a weekend'],
    ['2027-02-04', 1, '2027-02-12', 'Tết, of which two days are made up for'],
    ['2033-08-31', 2, '2033-09-05', 'a year without lines of its own'],
  ])('%s and %i: %s (%s)', (from, days, to) => {
    expect(workingDaysAfter(from, days, shipped)).toBe(to);
  });

  it.each([0, -1, 1.5])('are no %s', (days) => {
    expect(() => workingDaysAfter('2026-11-26', days, shipped)).toThrow(RangeError);
  });
});

describe('the file of holidays', () => {
  const fixed = (line: string) => parseHolidays(`fixed: [${line}]\nyears: {}\n`, 'holidays.yaml');

  it.each([
    ['neither source nor doubt', '{ day: 09-02, name: Quốc khánh }'],
    ['both', '{ day: 09-02, name: Quốc khánh, source: a, unverified: b }'],
    ['a day that not every year has', '{ day: 02-29, name: Nhuận, source: a }'],
    ['no such day', '{ day: 13-01, name: Sai, source: a }'],
  ])('refuses a line with %s', (_, line) => {
    expect(fixed(line)).toMatchObject({ ok: false });
  });

  it('refuses a day under another year, and names the file', () => {
    const read = parseHolidays('fixed: []\nyears:\n  "2026":\n    - { day: 2027-01-01, name: a, source: b }\n', 'holidays.yaml');
    expect(read).toMatchObject({ ok: false, findings: [{ file: 'holidays.yaml' }] });
  });

  it('has the lunar days where the moon has them over Vietnam', () => {
    for (const [year, lines] of Object.entries(shipped.years) as [string, Holidays['years'][string]][]) {
      const [tet] = lines.filter(({ name }) => name === 'Mùng một Tết');
      const [ancestors] = lines.filter(({ name }) => name === 'Giỗ Tổ Hùng Vương');
      const moons = newMoons(Number(year));
      // Between 21 January and 20 February; the third month is two moons later in a year whose leap month is not before it.
      const at = moons.findIndex((day) => day >= `${year}-01-21` && day <= `${year}-02-20`);
      expect(tet?.day).toBe(moons[at]);
      expect(ancestors?.day).toBe(addDays(moons[at + 2] ?? '', 9));
    }
  });
});

/** Local dates of the new moons of the first months of a year: Meeus, Astronomical Algorithms, chapter 49, within some minutes. */
function newMoons(year: number): string[] {
  const first = Math.floor((year - 2000) * 12.3685) - 1;
  return Array.from({ length: 8 }, (_, index) => {
    const k = first + index;
    const t = k / 1236.85;
    const rad = (degrees: number) => (degrees * Math.PI) / 180;
    const sun = rad(2.5534 + 29.1053567 * k - 0.0000014 * t * t);
    const moon = rad(201.5643 + 385.81693528 * k + 0.0107582 * t * t);
    const node = rad(160.7108 + 390.67050284 * k - 0.0016118 * t * t);
    const e = 1 - 0.002516 * t;
    const jde =
      2451550.09766 +
      29.530588861 * k +
      0.00015437 * t * t -
      0.4072 * Math.sin(moon) +
      0.17241 * e * Math.sin(sun) +
      0.01608 * Math.sin(2 * moon) +
      0.01039 * Math.sin(2 * node) +
      0.00739 * e * Math.sin(moon - sun) -
      0.00514 * e * Math.sin(moon + sun) +
      0.00208 * e * e * Math.sin(2 * sun) -
      0.00111 * Math.sin(moon - 2 * node) -
      0.00057 * Math.sin(moon + 2 * node) +
      0.00056 * e * Math.sin(2 * moon + sun) -
      0.00042 * Math.sin(3 * moon);
    // Dynamical time is about 70 seconds ahead; Vietnam is seven hours ahead of Greenwich.
    const at = (jde - 2440587.5) * 86_400_000 - 70_000 + 7 * 3_600_000;
    return new Date(at).toISOString().slice(0, 10);
  });
}
