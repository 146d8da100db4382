/** Random data of a zod schema's shape, for tests that must hold whatever comes. */
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

interface Shape {
  type?: string | string[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  items?: Shape;
  minItems?: number;
  properties?: Record<string, Shape>;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

/** Longer lists only make tests slow. */
const MAX_ITEMS = 4;

export function arbitraryOf<S extends z.ZodType>(schema: S): Arbitrary<z.infer<S>> {
  return fromShape(z.toJSONSchema(schema, { unrepresentable: 'any' }) as Shape) as Arbitrary<z.infer<S>>;
}

function fromShape(shape: Shape): Arbitrary<unknown> {
  const alternatives = shape.anyOf ?? shape.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map(fromShape));
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if ('const' in shape) return fc.constant(shape.const);
  if (Array.isArray(shape.type)) return fc.oneof(...shape.type.map((type) => fromShape({ ...shape, type })));
  const make = shape.type === undefined ? undefined : byType[shape.type];
  // Anything at all, and JSON within JSON.
  return make ? make(shape) : json;
}

const json = fc.constantFrom<unknown[]>(null, true, 0, 7.5, 'word', [], ['a', 1], { code: '25813', name: 'Bến Cát' }, { a: { b: [null] } });
const words = fc.oneof(fc.constantFrom('a', 'ok', 'A1', 'Khu phố 1', ''), fc.string({ unit: 'grapheme', maxLength: 8 }));
const formats: Record<string, Arbitrary<string>> = {
  date: fc.constantFrom('2026-11-15', '2027-01-31', '2028-02-29'),
  'date-time': fc.constantFrom('2026-11-15T08:20:00Z', '2026-12-31T17:00:00.000Z'),
};

const byType: Record<string, (shape: Shape) => Arbitrary<unknown>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = 0, maximum = 1_000 }) => fc.integer({ min: Math.max(minimum, -1_000), max: Math.min(maximum, 1_000) }),
  number: ({ minimum = 0, maximum = 1_000 }) => fc.double({ min: minimum, max: maximum, noNaN: true }),
  string: ({ format = '', pattern }) => formats[format] ?? (pattern === undefined ? words : fc.stringMatching(new RegExp(pattern))),
  array: ({ items = {}, minItems = 0 }) => fc.array(fromShape(items), { minLength: minItems, maxLength: Math.max(minItems, MAX_ITEMS) }),
  object({ properties = {}, required = [] }) {
    const fields = Object.entries(properties).map(([name, shape]) => [name, fromShape(shape)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: required });
  },
};
