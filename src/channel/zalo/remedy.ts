/** What an operator does when Zalo refuses us: what each reason of a `broken` SendFailure asks for. */

const CONNECT = 'run `npm run nhahoc zalo connect`';
const CONSOLE = 'https://developers.zalo.me';
const remedies: Readonly<Record<string, string>> = {
  refreshToken: `our tokens can be renewed no more: ${CONNECT}`,
  noTokens: `there are no tokens yet: ${CONNECT}`,
  credentials: `the tokens were stored with another SECRET_KEY (or secret.key in DATA_DIR): start with that one, or ${CONNECT}`,
  accessToken: `it takes no token, not even a new one: check that ZALO_APP_ID, ZALO_APP_SECRET and ZALO_OA_ID belong together, and ${CONNECT}`,
  'zalo:-204': 'the OA is disabled: ask Zalo why, in the OA Manager (https://oa.zalo.me)',
  'zalo:-205': 'there is no such OA: check ZALO_OA_ID',
  'zalo:-209': `the app is not activated: activate it at ${CONSOLE}`,
  'zalo:-212': `the app has not registered this API: ask for the permission to send messages at ${CONSOLE} (Official Account), then ${CONNECT}`,
  'zalo:-219': `the app was removed or disabled: look at ${CONSOLE}`,
  'zalo:-221': 'the OA must be verified: do it in the OA Manager (https://oa.zalo.me)',
  'zalo:-223': `the OA has not allowed the app this API: have an admin of the OA agree again, and ${CONNECT}`,
  'zalo:-224': 'the package of the OA does not hold this: buy one that does at https://zalo.cloud/oa/pricing',
  'zalo:-235': 'this kind of OA may not use the API: look at its kind in the OA Manager (https://oa.zalo.me)',
  'zalo:-242': 'it does not take our proof of the app secret: check ZALO_APP_SECRET',
  'zalo:-1241': 'it does not take our proof of the app secret: check ZALO_APP_SECRET',
  'zalo:-320': 'the app needs a Zalo Cloud Account that pays for it: link one at https://zalo.cloud',
  'zalo:-321': 'there is no money on the Zalo Cloud Account: pay in at https://zalo.cloud',
  'zalo:-115': 'there is no money on the Zalo Cloud Account: pay in at https://zalo.cloud',
};

export function remedy(reason: string): string {
  return remedies[reason] ?? `look up "${reason}" among the error codes of Zalo (https://developers.zalo.me/docs) and tell us`;
}
