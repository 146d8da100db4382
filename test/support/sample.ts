/** What a first start without any configuration writes, through the code that the service itself uses. */
import { fileURLToPath } from 'node:url';
import { type CityOrganisation, seed } from '../../src/db/seed.ts';
import { readUnits } from '../../src/db/units.ts';
import type { Deps } from '../../src/deps.ts';

export const FLOWS = fileURLToPath(new URL('../../flows/', import.meta.url));

export const sampleCity: CityOrganisation = {
  name: 'Hội Khuyến học Thành phố (mẫu)',
  contact: '028 0000 0000',
  dataProtection: 'Ban Thường trực Hội (mẫu)',
  sample: true,
};

export async function seedSample(deps: Deps): Promise<{ cityId: string; webChannelAccountId: string }> {
  return seed(deps, { units: await readUnits(`${FLOWS}units`), city: sampleCity });
}
