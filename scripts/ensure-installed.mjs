/**
 * Runs before `npm start` and `npm test`: installs what package-lock.json asks for if that changed, and generates the
 * database client. Built-in modules only, and any Node from 20 on: nothing is installed yet when it starts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const bin = join(root, 'node_modules', '.bin');

if (process.platform === 'win32')
  stop('Windows runs it within WSL (https://learn.microsoft.com/windows/wsl/install) or with docker compose.');

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) stop(`Node ${process.versions.node} is too old. Install Node 20 or newer from https://nodejs.org and try again.`);

keepDone('installing packages (a minute or so, once)', join(root, 'node_modules', '.installed'), ['package-lock.json'], install);
checkNode();
keepDone(
  'generating the database client',
  join(root, 'src', 'db', 'generated', '.generated'),
  ['prisma/schema.prisma', 'package-lock.json'],
  generate,
);

/** Does a piece of work unless the files it depends on are as they were when it was last done. */
function keepDone(what, stamp, files, work) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  const now = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  process.stdout.write(`Nhà Học: ${what} …\n`);
  work();
  writeFileSync(stamp, now);
}

function install() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  // npm_execpath is the npm that runs this script; called by hand, the one on the path has to do.
  const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
  if (done.status !== 0) stop('The packages could not be installed. Check the network and the lines above, then try again.');
}

/** Packages bring their own Node 24; `--ignore-scripts` leaves it out, and then the machine's has to be new enough. */
function checkNode() {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const version = execFileSync('node', ['-v'], { encoding: 'utf8', env }).trim();
  if (Number(version.slice(1).split('.')[0]) >= 24) return;
  stop(
    `Node ${version} was found instead of the Node 24 that comes with the packages. Run "npm rebuild node" (without --ignore-scripts), or install Node 24.`,
  );
}

function generate() {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const done = spawnSync(join(bin, 'prisma'), ['generate'], { cwd: root, env, encoding: 'utf8' });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}\n`);
  stop('The database client could not be generated.');
}

function stop(line) {
  process.stderr.write(`Nhà Học: ${line}\n`);
  process.exit(1);
}
