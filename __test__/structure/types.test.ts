/** What the types cost: how often the compiler makes a generic type concrete to check a small program. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const FLAGS =
  '--ignoreConfig --noEmit --extendedDiagnostics --allowImportingTsExtensions --strict --skipLibCheck --module nodenext --target esnext --types node';

/** Measured: 348 thousand. What goes far beyond is felt in an editor. */
const INSTANTIATIONS = 365_000;

it('a small program is checked with few instantiations', { timeout: 60_000 }, () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const report = execFileSync(process.execPath, [compiler, ...FLAGS.split(' '), join(root, '__test__/structure/program.ts')], { encoding: 'utf8', cwd: root });
  const count = Number(/Instantiations:\s+(\d+)/.exec(report)?.[1]);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(INSTANTIATIONS);
});
