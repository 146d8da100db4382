/** `nhahoc zalo connect`: gives the service the tokens of an OA, also while it runs, and again after they have died. */
import { parseArgs } from 'node:util';
import { CannotStart } from '../cannot-start.ts';
import { changeCredentials, withTokens } from '../channel/zalo/credentials.ts';
import type { Config } from '../config.ts';
import { readSecret } from '../data-folder.ts';
import { connectRaw } from '../db/raw.ts';
import { systemClock } from '../system.ts';
import type { Shell } from './shell.ts';
import { openTerminal } from './terminal.ts';
import { withDatabase } from './with-database.ts';
import { addressOf, type Desk } from './zalo/desk.ts';
import { environmentPlace, organisationPlace, type Place } from './zalo/place.ts';
import { codeTokens, pairOfTokens, tokensOwner } from './zalo/tokens.ts';

const USAGE = `nhahoc zalo connect              the OA of the environment: prints a link, takes the code that it leads to
  --organisation <name or ward>  an OA that this Hội has of its own, of the same app; a ward by its code
  --code <code or address>       without a link
  --tokens                       takes a pair of tokens instead, as the API Explorer shows them
  --verifier <verifier>          where the console keeps a code challenge that is not ours
`;

export async function run(args: string[], shell: Shell): Promise<number> {
  const wishes = read(args);
  if (!wishes) {
    shell.complain(USAGE);
    return 2;
  }
  const config = shell.config();
  const { zalo } = config;
  if (!zalo)
    throw new CannotStart('Set ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID and ZALO_OA_SECRET_KEY first: docs/zalo.md says where they stand.');
  const terminal = openTerminal(shell);
  try {
    await withDatabase(config, async (db, url) => {
      const raw = connectRaw(url, 1);
      try {
        await connect({ config, zalo, secret: await secretOf(config), db, raw, terminal, say: shell.print }, wishes);
      } finally {
        await raw.close();
      }
    });
    return 0;
  } finally {
    terminal.close();
  }
}

const options = {
  organisation: { type: 'string' },
  code: { type: 'string' },
  tokens: { type: 'boolean' },
  verifier: { type: 'string' },
} as const;

type Wishes = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

function read(args: string[]): Wishes | null {
  try {
    const { values, positionals } = parseArgs({ args: bound(args), options, allowPositionals: true });
    return positionals.join(' ') === 'connect' && !(values.tokens && values.code) ? values : null;
  } catch {
    return null;
  }
}

/** Codes and verifiers may begin with a dash, and are no options then. */
function bound(args: readonly string[]): string[] {
  const [first, second, ...rest] = args;
  if (first === undefined || second === undefined) return [...args];
  const { type } = (options as Record<string, { type: string }>)[first.replace(/^--/, '')] ?? {};
  const takesValue = first.startsWith('--') && type === 'string';
  return takesValue ? [`${first}=${second}`, ...bound(rest)] : [first, ...bound(args.slice(1))];
}

/** The one that the service seals with; with another it could not open them. */
async function secretOf({ secretKey, dataDir }: Config): Promise<Uint8Array> {
  const secret = secretKey ?? (await readSecret(dataDir, 'secret.key'));
  if (secret === null)
    throw new CannotStart(
      `There is no secret.key in ${dataDir}. Start the service once, or set DATA_DIR or SECRET_KEY as the service has it.`,
    );
  return Buffer.from(secret);
}

async function connect(desk: Desk, { organisation, code, tokens: pasted, verifier }: Wishes): Promise<void> {
  const place = organisation === undefined ? await environmentPlace(desk) : await organisationPlace(desk, organisation);
  const tokens = pasted ? await pairOfTokens(desk) : await codeTokens(desk, place, { code, verifier });
  const oa = await tokensOwner(desk, place, tokens);
  if (oa.oaId !== place.oaId)
    throw new CannotStart(`These tokens are of another OA, ${oa.name} (${oa.oaId}), and not of ${place.oaId}. Nothing was changed.`);
  const now = systemClock.now();
  await changeCredentials(desk.raw, desk.secret, await place.open(), (kept) => withTokens(place.base(kept, now), tokens));
  const what = [`OA ${oa.oaId}`, ...(oa.package === null ? [] : [`package: ${oa.package}`])].join(', ');
  desk.say(`Connected: ${oa.name} (${what}). The tokens are kept sealed, and the service renews them.`);
  desk.say(nextStep(place, organisation === undefined, addressOf(desk.config)));
}

function nextStep({ known }: Place, ofEnvironment: boolean, address: string): string {
  if (known) return 'A running service uses them within a minute, and sends what it held back.';
  const then = `have the console deliver to ${address}/webhooks/zalo, and write to the OA.`;
  if (ofEnvironment) return `Next: start the service (anew, if it runs with other settings), ${then}`;
  return `A running service speaks for it within a few seconds, and need not be started anew. Next: ${then}`;
}
