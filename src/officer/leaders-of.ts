/** Officers who can be chosen by name where there are thousands: those of the city, of wards, and whoever runs the service. */
import type { Deps } from '../deps.ts';

/** By name; also those who hold nothing any more. @param also one more, whatever they hold */
export async function leadersOf({ db }: Pick<Deps, 'db'>, also: string | null): Promise<{ id: string; name: string }[]> {
  const leads = { grants: { some: { role: { in: ['operator', 'city', 'ward'] as ('operator' | 'city' | 'ward')[] } } } };
  const found = await db.officer.findMany({
    where: also === null ? leads : { OR: [leads, { id: also }] },
    select: { id: true, name: true },
  });
  return found.sort((a, b) => a.name.localeCompare(b.name, 'vi'));
}
