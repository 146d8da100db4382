/** A unit and an area as dialogs hold them. */
export function placeOf(area: { id: string; name: string; kind: string; unit: { code: string; name: string } }) {
  const { id, name, kind, unit } = area;
  return { unit: { code: unit.code, name: unit.name }, area: { id, name, placed: kind !== 'unplaced' } };
}
