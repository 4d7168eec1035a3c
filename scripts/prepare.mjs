/**
 * Sets up a fresh clone, as far as something is missing: the development packages, then the addon. Plain Node without packages;
 * the scripts of package.json run it first. Says what it does in one line each, and nothing when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What the addon is made from. */
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'build.rs', 'crates'];
const MINIMUM = [20, 19];

function fail(message) {
  console.error(message);
  process.exit(1);
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the newest file under `path` was written; folders of build output aside. */
function newest(path) {
  const waiting = [path];
  let latest = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = statSync(next, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (!found.isDirectory()) latest = Math.max(latest, found.mtimeMs);
    else
      waiting.push(
        ...readdirSync(next)
          .filter((name) => name !== 'target')
          .map((name) => join(next, name)),
      );
  }
  return latest;
}

function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error !== undefined || status !== 0) fail(failure);
}

/** Marks as up to date what a command may have left untouched because nothing in it changed. */
function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    fail(`Tapir needs Node.js ${MINIMUM.join('.')} or later; this is ${process.versions.node}.`);
  }
}

function preparePackages() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  const installed = modified(marker);
  const wanted = Math.max(modified(join(root, 'package.json')), modified(join(root, 'package-lock.json')));
  if (installed >= wanted) return;
  console.log(installed === 0 ? 'Installing the development packages (npm install) …' : 'package.json has changed: npm install …');
  run('npm', ['run', '--silent', 'setup'], 'npm install failed; see above.');
  touch(marker);
}

function binaries() {
  const folder = join(root, 'js', 'native');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.node'))
    .map((name) => join(folder, name));
}

function prepareAddon() {
  const built = Math.max(0, ...binaries().map(modified));
  if (built >= Math.max(...SOURCES.map((source) => newest(join(root, source))))) return;
  if (spawnSync('cargo', ['--version'], { shell: process.platform === 'win32' }).status !== 0) {
    fail('The addon has to be built, and cargo was not found. Install Rust 1.89 or later from https://rustup.rs and try again.');
  }
  const why = built === 0 ? 'Building the addon, some minutes the first time' : 'The Rust sources have changed';
  console.log(`${why}: npm run build:native …`);
  run('npm', ['run', '--silent', 'build:native'], 'The build of the addon failed; see above.');
  for (const binary of binaries()) touch(binary);
}

checkNode();
preparePackages();
prepareAddon();
