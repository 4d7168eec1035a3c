/**
 * `npm run fuzz:kill -- [--times N] [--seed S]`: kills a process while it saves, again and again. Whenever that happens, the file
 * is the one from before or the new one, whole; and the next save leaves nothing beside it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { full, isTensor, load, save, type Tensor } from '../../js/index.ts';
import { random, type Random } from './random.ts';

const SAVER = fileURLToPath(new URL('saver.ts', import.meta.url));
const FORMATS = ['safetensors', 'npy', 'npz'] as const;

/** A process that saves without end; resolves once it has begun. */
async function startSaver(path: string): Promise<ReturnType<typeof spawn>> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--conditions=source', SAVER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** What is wrong with the file; null if it is one of those that were saved. Each holds one number only, everywhere. */
function wrong(path: string): string | null {
  const content = load(path);
  const tensors = isTensor(content) ? [content] : Object.values(content);
  const numbers = new Set((tensors as Tensor[]).flatMap((each) => [each.min().item(), each.max().item()]));
  return numbers.size === 1 ? null : `holds ${[...numbers].join(', ')}`;
}

export async function killOnce(choose: Random): Promise<string | null> {
  const format = choose.pick(FORMATS);
  const folder = mkdtempSync(join(tmpdir(), 'tapir-kill-'));
  const path = join(folder, `kept.${format}`);
  try {
    const child = await startSaver(path);
    await new Promise((resolve) => setTimeout(resolve, choose.below(40)));
    child.kill('SIGKILL');
    await once(child, 'close');
    const found = wrong(path);
    if (found !== null) return `${format}: ${found}`;
    const one = full([3], 7) as Tensor;
    save(format === 'npy' ? one : { one }, path);
    const left = readdirSync(folder).filter((name) => name !== `kept.${format}`);
    return left.length === 0 ? null : `${format}: ${left.join(', ')} is left after the next save`;
  } catch (error) {
    return `${format}: ${String(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const choose = random(Number(values.seed));
const faults = new Map<string, number>();
for (let time = 0; time < Number(values.times); time += 1) {
  const fault = await killOnce(choose);
  if (fault === null) continue;
  const kind = fault.replaceAll(/[\d.]+/g, '#');
  if (!faults.has(kind)) console.log(fault);
  faults.set(kind, 1 + (faults.get(kind) ?? 0));
}
console.log(`${values.times} kills: ${faults.size === 0 ? 'nothing found' : [...faults].map(([kind, times]) => `${times} × ${kind}`).join('; ')}`);
process.exitCode = faults.size === 0 ? 0 : 1;
