import { Problem } from '../problems.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An id as it stands in an address or a form. @throws Problem `notFound` where nothing like one does */
export function idIn(value: unknown): string {
  if (typeof value !== 'string' || !UUID.test(value)) throw new Problem('notFound');
  return value;
}

/** The code of a ward, as above. */
export function unitIn(value: unknown): string {
  if (typeof value !== 'string' || !/^\d{5}$/.test(value)) throw new Problem('notFound');
  return value;
}
