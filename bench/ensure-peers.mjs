/** Runs before `npm run bench`: installs the peers that it compares with, if bench/package-lock.json changed. The service itself never needs them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const stamp = join(here, 'node_modules', '.installed');
const now = createHash('sha256')
  .update(readFileSync(join(here, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) {
  process.stdout.write('Nhà Học: installing what it is measured against …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] };
  const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
  if (done.status !== 0) {
    process.stderr.write('Nhà Học: the peers could not be installed. Check the network and the lines above, then try again.\n');
    process.exit(1);
  }
  writeFileSync(stamp, now);
}
