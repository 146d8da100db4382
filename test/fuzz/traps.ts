/** What is wrong with bodies, whatever platform they seem to come from. Seeded. */
import type { Random } from '../crash/random.ts';

/** Stands in every word, name and reference that is sent: whoever finds it in a log has found something personal. */
export const MARK = 'kzq';

export const traps = [
  '\0',
  '\ud800',
  '\udc00\ud800',
  '\u202e\u2066abc\u2069',
  '\ufeff',
  '\u200b\u200d\u2060',
  '👩‍👩‍👧‍👦'.repeat(20),
  '\u0301\u0323'.repeat(2_000),
  'Z̸͍̈́ȃ̷̗l̶̲̈́g̴̝̑ȏ̶͙',
  '\ufdfa'.repeat(50),
  'ﬁ½Ⅷ㎏',
  '\u{1d160}\u{2f800}',
  '\r\n\t\u2028\u2029',
  '%00%s%n{{7*7}}',
  '\'; DROP TABLE "Inbox"; --',
  '\\u0000\\ud800',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
];
export const said = [
  'menu',
  'quay lại',
  '/start',
  '/start kp-ABCDEF',
  'lai thieu',
  'Nguyễn Văn Thử',
  '0901234567',
  'hai',
  '2',
  'gọi giúp',
  'xóa',
  '/menu',
];
/** For a field that should be something else; as JSON text, for what no value becomes. */
const wrong = [
  ...['null', 'true', '0', '-1', '1.5', '1e400', '-1e400', '9007199254740993', '18446744073709551616', '"7310000001"', '"0x10"', '""'],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '{"id":{}}',
    '{"__proto__":{"id":1}}',
    '{"constructor":{"prototype":{}}}',
    '{"toString":1,"valueOf":null}',
  ],
  ...['"\\u0000"', '"\\ud800"', '[1,2,3]', '{"length":1e9}', `"${MARK}"`, `["${MARK}"]`, '"__proto__"'],
];

/** One to three fields become something else, or go. */
export function bend(update: Record<string, unknown>, random: Random): string {
  const holes: string[] = [];
  for (let times = 1 + random.below(3); times > 0; times--) {
    const open = places(update);
    if (open.length === 0) break;
    const { of, key } = random.pick(open);
    if (random.chance(0.2)) delete of[key];
    else {
      const hole = `@@${holes.length}@@`;
      holes.push(random.chance(0.03) ? nested(random) : random.pick(wrong));
      of[key] = hole;
    }
  }
  return holes.reduce((json, value, index) => json.replaceAll(`"@@${index}@@"`, () => value), JSON.stringify(update));
}

/** So deep that what walks it by calling itself ends. */
export function nested(random: Random): string {
  const depth = random.pick([50, 5_000, 100_000]);
  return random.chance(0.5) ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"message":'.repeat(depth)}null${'}'.repeat(depth)}`;
}

interface Place {
  of: Record<string, unknown>;
  key: string;
}

function places(of: Record<string, unknown>): Place[] {
  return Object.entries(of).flatMap(([key, value]) => [
    { of, key },
    ...(typeof value === 'object' && value !== null ? places(value as Record<string, unknown>) : []),
  ]);
}
