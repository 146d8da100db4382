/** Links to the pages of one's own data, from a conversation. */
import type { ChannelKind } from '../channel/channel.ts';
import type { Deps } from '../deps.ts';
import { linkPath, makePageCode } from '../privacy/page-link.ts';
import type { ActContext, ActServices } from './acts/act.ts';

/** On our own page the browser is known already; the browser of any other app needs a link that says whose pages it may open, once. */
export function pageLinks(
  deps: Deps,
  { id, channel }: { id: string; channel: ChannelKind },
  { publicUrl, secret }: ActServices,
): Pick<ActContext, 'onOurPage' | 'pageLink'> {
  // Whatever address our own page was opened at, its browser knows the way from there.
  if (channel === 'web') return { onOurPage: true, pageLink: async (path) => path };
  const pageLink = async (target: string) => publicUrl + linkPath(await makePageCode(deps, { accountId: id, target, secret }));
  return { onOurPage: false, pageLink };
}
