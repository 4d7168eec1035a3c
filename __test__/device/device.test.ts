/** Devices from JavaScript. Nobody needs a GPU: the environment makes two of main memory, whose elements the host cannot reach. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getDefaultDevice, memory, setDefaultDevice, zeros } from '../../js/index.ts';

interface Results {
  readonly [name: string]: unknown;
  readonly training: readonly { readonly losses: number[]; readonly devices: string[] }[];
  readonly peak: number;
}

const program = join(import.meta.dirname, 'program.ts');
const output = execFileSync(process.execPath, ['--import', 'tsx', '--conditions=source', program], {
  encoding: 'utf8',
  env: { ...process.env, TAPIR_MIRROR: '1' },
});
const results = JSON.parse(output) as Results;

describe('a tensor on a device', () => {
  it('is made there, and says so', () => {
    expect(results['made']).toEqual(['cuda:0', 'cuda:1', 'cpu']);
    expect(results['text']).toBe("tensor([1., 2.], device='cuda:0')");
  });

  it('is computed with and read', () => {
    expect(results['sum']).toEqual([2, 3]);
  });

  it('is read later as it was, and says then what a kernel complained of', () => {
    expect(results['later']).toEqual([[1, 2, 3], 'TensorIndexError', { 0: 1, 1: 2 }]);
  });

  it('takes numbers from main memory by their value', () => {
    expect(results['numbers']).toEqual(['cuda:0', [3, 3]]);
  });

  it('takes indices from main memory', () => {
    expect(results['places']).toBe('cuda:0');
  });

  it('does not mix with tensors elsewhere', () => {
    expect(results['apart']).toContain('Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!');
  });

  it('is written to files and read into main memory', () => {
    expect(results['file']).toEqual(['cpu', [1, 2, 3]]);
  });
});

describe('a device', () => {
  it('that is not there is an error', () => {
    expect(results['none']).toMatch(/^DeviceError: .*invalid device ordinal/);
    expect(() => zeros([1], { device: 'cuda' })).toThrow('this build of Tapir has no CUDA kernels');
  });

  it('complains of an index one operator later', () => {
    expect(results['late']).toMatch(/^TensorIndexError: /);
  });

  it('draws what the CPU draws for equal seeds', () => {
    const [there, here] = results['drawn'] as [number[], number[]];
    expect(there).toEqual(here);
  });

  it('has generators of its own', () => {
    expect(results['generator']).toEqual(['cuda:0', expect.stringContaining("Expected a 'cuda' device type for generator but found 'cpu'")]);
  });

  it('trains to the losses of the CPU, with all that the optimiser remembers beside the parameters', () => {
    const [here, there] = results.training;
    expect(there?.losses).toEqual(here?.losses);
    expect([here?.devices, there?.devices]).toEqual([['cpu'], ['cuda:0']]);
  });

  it('is not filled by a loop without a memory call', () => {
    expect(results.peak).toBeLessThan(600 * 2 ** 20);
  });

  it('can be where tensors are made by default', () => {
    expect(results['standard']).toEqual(Array(5).fill('cuda:0'));
    expect(getDefaultDevice()).toBe('cpu');
    setDefaultDevice('cpu');
    expect(() => setDefaultDevice('cuda:3')).toThrow('is not available');
  });

  it('has statistics of memory', () => {
    expect(memory.stats('cpu')).toHaveProperty('handles');
    expect(() => memory.stats('cuda')).toThrow('is not available');
  });
});
