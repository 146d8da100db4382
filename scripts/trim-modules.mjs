/**
 * Removes from node_modules what the service does not need to run: `npm ci --omit=dev` keeps optional peers (the database
 * tool, the compiler: some 400 MB), and `--omit=peer` would take peers that are needed as well.
 *
 *     node scripts/trim-modules.mjs [name of a dependency to leave out …]
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const left = new Set(process.argv.slice(2));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const needed = new Set();

for (const name of Object.keys(packages[''].dependencies)) if (!left.has(name)) need('', name);

let removed = 0;
for (const path of Object.keys(packages)) {
  if (path === '' || needed.has(path) || !existsSync(path) || holdsNeeded(path)) continue;
  rmSync(path, { recursive: true, force: true });
  removed += 1;
}
rmSync(join('node_modules', '.bin'), { recursive: true, force: true });
process.stdout.write(`kept ${needed.size} packages, removed ${removed}\n`);

/** Marks a package, as found from the folder of the one that asks for it, and everything it needs itself. */
function need(from, name) {
  const path = find(from, name);
  if (path === null || needed.has(path)) return;
  needed.add(path);
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[path];
  const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
  for (const next of [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]) need(path, next);
}

/** Node's own way of looking: beside, then upwards. */
function find(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return null;
  }
}

function holdsNeeded(path) {
  for (const one of needed) if (one.startsWith(`${path}/`)) return true;
  return false;
}
