import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FormatError, io, load, save, TapirError, tensor, ValueError } from '../../js/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'tapir-'));
const at = (name: string): string => join(directory, name);
const tensors = { a: tensor([[1, 2.5]]), b: tensor([1n, -2n]), c: tensor([true, false]) };

test('named tensors come back from safetensors, with the text beside them', () => {
  io.saveSafetensors(at('x.safetensors'), tensors, { metadata: { epoch: '3' } });
  const back = io.loadSafetensors(at('x.safetensors'));
  expect(Object.entries(back).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
    ['a', 'float32', [1, 2]],
    ['b', 'int64', [2]],
    ['c', 'bool', [2]],
  ]);
  expect(back['a']?.tolist()).toEqual([[1, 2.5]]);
  expect(io.safeOpen(at('x.safetensors')).metadata()).toEqual({ epoch: '3' });
});

test('bytes are those of the file', () => {
  io.saveSafetensors(at('y.safetensors'), tensors);
  const bytes = io.serializeSafetensors(tensors);
  expect(Buffer.from(bytes).equals(readFileSync(at('y.safetensors')))).toBe(true);
  expect(io.parseSafetensors(bytes)['b']?.tolist()).toEqual([1, -2]);
});

test('arrays come back from NumPy\'s files', () => {
  save(tensors.a, at('x.npy'));
  save(tensors, at('x.npz'));
  io.saveNpz(at('y.npz'), tensors, { compressed: true });
  expect(io.loadNpy(at('x.npy')).tolist()).toEqual([[1, 2.5]]);
  expect(io.parseNpy(readFileSync(at('x.npy'))).tolist()).toEqual([[1, 2.5]]);
  for (const name of ['x.npz', 'y.npz']) expect((load(at(name)) as typeof tensors).b.tolist()).toEqual([1, -2]);
  expect(io.parseNpz(readFileSync(at('y.npz')))['c']?.tolist()).toEqual([true, false]);
});

test('what does not fit a format is refused', () => {
  expect(() => save(tensors, at('x.npy'))).toThrow(ValueError);
  expect(() => save(tensors.a, at('x.npz'))).toThrow(ValueError);
  expect(() => save(tensors, at('x.txt'))).toThrow('expected .safetensors, .npy or .npz');
  expect(() => io.saveSafetensors(at('z.safetensors'), { a: 1 } as never)).toThrow("'a' is not a Tensor");
  expect(() => load(at('x.txt'))).toThrow(FormatError);
});

test('damaged and missing files are ordinary errors', () => {
  writeFileSync(at('bad.safetensors'), 'not a file');
  expect(() => load(at('bad.safetensors'))).toThrow(TapirError);
  expect(() => load(at('missing.npy'))).toThrow(TapirError);
});
