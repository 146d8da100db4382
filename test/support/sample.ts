/** What a first start without any configuration writes, through the code that the service itself uses. */
import type { Deps } from '../../src/deps.ts';
import { prepare } from '../../src/prepare.ts';

export async function seedSample(deps: Deps): Promise<{ webChannelId: string }> {
  return prepare(deps, { city: null });
}
