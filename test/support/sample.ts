/** What a first start without any configuration writes, through the code that the service itself uses. */
import type { Deps } from '../../src/deps.ts';
import { flowsFolder } from '../../src/flow-files.ts';
import { prepare } from '../../src/prepare.ts';

export async function seedSample(deps: Deps): Promise<{ webChannelId: string }> {
  return prepare(deps, { city: null });
}

/** The folder of dialogs, rubrics, seasons and units, with a slash at its end. */
export const FLOWS = `${flowsFolder}/`;
