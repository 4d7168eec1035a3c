/** Programs that were bundled: with what the bundler may leave out, in both formats, with shortened names. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle, bundleFolder, putAddon } from './bundled.ts';

const folder = bundleFolder();
putAddon(folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles a program, runs it from elsewhere, and returns what it prints and what the bundler warned of. */
async function run(program: string, format: 'esm' | 'cjs', minify = false): Promise<{ output: string; warnings: string[] }> {
  const file = `program-${minify}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  const { warnings } = await bundle(folder, program, file, { format, minify });
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, file)], { cwd: tmpdir() });
  return { output: stdout.trim(), warnings: warnings.map(({ text }) => text) };
}

describe('a bundled program', { timeout: 60_000 }, () => {
  it.each(['esm', 'cjs'] as const)('has methods, though it names no function of them (%s)', async (format) => {
    const { output, warnings } = await run(`import { tensor } from 'tapir'; console.log(String(tensor([1, 2]).add(1)));`, format);
    expect(output).toBe('tensor([2., 3.])');
    expect(warnings.filter((text) => !text.includes('import.meta'))).toEqual([]);
  });

  it.each(['esm', 'cjs'] as const)('with shortened names prints the whole ones (%s)', async (format) => {
    const program = `
      import { autograd, nn, ones, optim, ShapeError, tensor } from 'tapir';
      const model = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.LayerNorm([3]));
      try { ones([2]).matmul(ones([3])); } catch (error) { console.log(error.name, error instanceof ShapeError, error.stack.split(':')[0]); }
      try { ones([2]).matmul(new nn.Parameter(ones([2])), { x: 1 }); } catch (error) { console.log(error.name); }
      try { new nn.Linear(tensor([1, 2]), 3); } catch (error) { console.log(error.message.includes('not Tensor')); }
      console.log(String(model));
      console.log(String(new optim.SGD(model.parameters(), { lr: 1 })).split(' ')[0], model.call(ones([1, 2])).gradFn.name);`;
    const { output } = await run(program, format, true);
    expect(output).toBe(`ShapeError true ShapeError
ValueError
true
Sequential(
  (0): Linear(in_features=2, out_features=3, bias=True)
  (1): ReLU()
  (2): LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True)
)
SGD NativeLayerNormBackward0`);
  });

  it('whose addon is not beside it says so', async () => {
    mkdirSync(join(folder, 'lost'));
    await bundle(folder, `import { tensor } from 'tapir'; tensor(1);`, 'lost/program.mjs');
    const failed = await promisify(execFile)(process.execPath, [join(folder, 'lost/program.mjs')]).catch((error: { readonly stderr: string }) => error.stderr);
    expect(failed).toMatch(
      /DependencyError: the addon cannot be loaded \(\w+-\w+, Node [\d.]+\): none of .* is there \(.*put the \.node file beside the bundle/,
    );
  });
});
