#!/usr/bin/env node
/** `nhahoc <command>`: each command in its own file, loaded when it is asked for. */
import { CannotStart } from '../cannot-start.ts';
import { type Command, processShell, type Shell } from './shell.ts';

const commands: Record<string, { about: string; load(): Promise<{ run: Command }> }> = {
  serve: { about: 'start the service (npm start)', load: () => import('./serve.ts') },
  lint: { about: 'check dialogs, rubrics, seasons, units and sentences', load: () => import('./lint.ts') },
  play: { about: 'talk to a dialog in the terminal: play [dialog]', load: () => import('./play.ts') },
  graph: { about: 'draw every dialog into docs/, and note new versions of dialogs', load: () => import('./graph.ts') },
  area: { about: 'the khu phố and ấp of a ward, and their QR codes: area list, area add, area code', load: () => import('./area.ts') },
  invite: { about: 'invite an officer: invite --role city --name "…" (see: invite)', load: () => import('./invite.ts') },
  organisation: { about: 'which Hội answers for which ward: organisation list, organisation set', load: () => import('./organisation.ts') },
  season: { about: 'what the rules of the season would send: season preview --from … --to …', load: () => import('./season.ts') },
  ledger: { about: 'what became of every message to one recipient: ledger <account id>', load: () => import('./ledger.ts') },
  zalo: { about: 'connect a Zalo Official Account: zalo connect (docs/zalo.md)', load: () => import('./zalo.ts') },
  backup: { about: 'write database and files into one file, beside a running service: backup <file>', load: () => import('./backup.ts') },
  restore: { about: 'make a new installation out of a backup: restore <file> [--erasures <journal>]', load: () => import('./restore.ts') },
  demo: { about: 'start the service with a made-up ward in it (npm run demo)', load: () => import('./demo.ts') },
  schema: { about: 'write the JSON Schemas for editors into flows/schema/', load: () => import('./schema.ts') },
  migrate: {
    about: 'bring DATABASE_URL to the newest shape; migrate new <name> writes the next migration',
    load: () => import('./migrate.ts'),
  },
};

if (import.meta.main) {
  // Whoever reads only the first lines (`| head`) has what they wanted: the command ends in good order, without them.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  process.exitCode = await nhahoc(process.argv.slice(2), processShell);
}

/** @returns the exit code */
export async function nhahoc([name = '', ...args]: string[], shell: Shell): Promise<number> {
  const command = commands[name];
  if (!command) return usage(name, shell);
  try {
    return await (await command.load()).run(args, shell);
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    shell.complain(`${error.message}\n`);
    return 1;
  }
}

function usage(name: string, { complain }: Shell): number {
  const lines = Object.entries(commands).map(([known, { about }]) => `  ${known.padEnd(12)} ${about}`);
  complain(`nhahoc <command>\n\n${lines.join('\n')}\n`);
  return name === '' || name === 'help' ? 0 : 2;
}
