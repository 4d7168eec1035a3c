/**
 * `npm run inspect`: reads the built addons, and fails if a kernel calls a function for each element. See crates/inspect.
 * Plain Node without packages.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'js', 'native');
const addons = readdirSync(folder)
  .filter((name) => name.endsWith('.node'))
  .map((name) => join(folder, name));
if (addons.length === 0) {
  console.error('There is no addon; npm run build:native makes one.');
  process.exit(1);
}
for (const addon of addons) {
  const { status } = spawnSync('cargo', ['run', '--quiet', '--package', 'tapir-inspect', '--', addon], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exitCode = 1;
}
