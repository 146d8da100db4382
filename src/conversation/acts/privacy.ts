/** Acts about what is kept of a person. */
import { spokenController } from '../../household/spoken-controller.ts';
import { dropEverything } from '../../privacy/drop.ts';
import { erase } from '../../privacy/erase.ts';
import { DATA_FILE, DATA_PAGE } from '../../privacy/export-data.ts';
import { linesOfMember } from '../../privacy/in-decisions.ts';
import { previewErase } from '../../privacy/preview-erase.ts';
import type { Acts } from './act.ts';

export const privacyActs = {
  'privacy.drop': async (deps, { accountId, speak }) => {
    const lines = await linesOfMember(deps, accountId);
    const { name, contact } = spokenController(await dropEverything(deps, { accountId }), speak);
    return { outcome: 'dropped', value: { controller: name, contact, lines } };
  },
  // Nothing is written out beforehand: the pages read what is there when they are opened. The page leads to the file.
  'privacy.export': async (_deps, { onOurPage, pageLink }) => {
    const page = await pageLink(DATA_PAGE);
    return onOurPage ? { outcome: 'here', value: { page, json: await pageLink(DATA_FILE) } } : { outcome: 'link', value: { page } };
  },
  'page.data': async (_deps, { pageLink }, { part }) => ({ outcome: 'ready', value: { page: await pageLink(`${DATA_PAGE}#${part}`) } }),
  'privacy.preview': async (deps, { accountId }) => ({ outcome: 'shown', value: await previewErase(deps, { accountId }) }),
  'privacy.erase': async (deps, { accountId }) => {
    await erase(deps, { accountId });
    return { outcome: 'erased', value: {} };
  },
} satisfies Partial<Acts>;
