/** When somebody may check in at the door: a little before it begins until a little after it is over. */
const AROUND_MS = 30 * 60_000;

interface Hours {
  startsAt: Date;
  endsAt: Date;
}

export function doorOpens({ startsAt }: Pick<Hours, 'startsAt'>): Date {
  return new Date(startsAt.getTime() - AROUND_MS);
}

export function doorCloses({ endsAt }: Pick<Hours, 'endsAt'>): Date {
  return new Date(endsAt.getTime() + AROUND_MS);
}
