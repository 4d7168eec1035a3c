/** V8's collector is found without disturbing others: workers that start at once, and who asked for it on the command line. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bundle, bundleFolder, putAddon } from './bundled.ts';

const TAPIR = new URL('../js/index.ts', import.meta.url).href;
const TSX = import.meta.resolve('tsx');

/** What a program in a process of its own prints. */
async function printed(program: string, ...flags: string[]): Promise<string> {
  const args = [...flags, '--import', TSX, '--conditions=source', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)), timeout: 100_000 });
  return stdout.trim();
}

const SEEN = `import { runInNewContext } from 'node:vm';
const seen = () => [typeof globalThis.gc, runInNewContext('typeof gc')].join();
const before = seen();
const { memory, rand } = await import(${JSON.stringify(TAPIR)});
for (let i = 0; i < 5000; i++) rand([4]);
memory.collect();
console.log(before, seen());`;

describe('the flag for the collector', { timeout: 120_000 }, () => {
  it('is off again where it was off', async () => {
    expect(await printed(SEEN)).toBe('undefined,undefined undefined,undefined');
  });

  it('stays on where the user turned it on', async () => {
    expect(await printed(SEEN, '--expose-gc')).toBe('function,function function,function');
  });

  it('stays on where the program turned it on', async () => {
    const program = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--expose-gc');\n${SEEN}`;
    expect(await printed(program)).toBe('undefined,function undefined,function');
  });
});

describe('workers that import at once', { timeout: 120_000 }, () => {
  it('all start', async () => {
    const folder = bundleFolder();
    putAddon(folder);
    await bundle(folder, `export { memory, rand } from 'tapir';`, 'tapir.mjs');
    const worker = `import(${JSON.stringify(pathToFileURL(join(folder, 'tapir.mjs')).href)})
      .then(({ rand, memory }) => { for (let i = 0; i < 3000; i++) rand([4]); memory.collect(); })`;
    const program = `import { Worker } from 'node:worker_threads';
      let failed = 0;
      const ends = Array.from({ length: 16 }, () => new Promise((end) => {
        new Worker(${JSON.stringify(worker)}, { eval: true }).on('error', (error) => { failed += 1; console.error(error); }).on('exit', end);
      }));
      await Promise.all(ends);
      console.log(failed);`;
    expect(await printed(program)).toBe('0');
    rmSync(folder, { recursive: true });
  });
});
