import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathToFileURL } from 'node:url';
import { FormatError, io, load, nn, save, tensor, ValueError } from '../../js/index.ts';

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

test("arrays come back from NumPy's files", () => {
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

test('a path may be the URL of a file, also in a folder with spaces', () => {
  const url = (name: string): URL => pathToFileURL(at(name));
  mkdirSync(at('a b%20c'));
  save(tensors, url('a b%20c/x.npz'));
  expect((load(url('a b%20c/x.npz')) as typeof tensors).b.tolist()).toEqual([1, -2]);
  expect(io.loadNpz(url('a b%20c/x.npz'))['b']?.tolist()).toEqual([1, -2]);
  io.saveNpz(url('u.npz'), tensors);
  save(tensors.a, url('u.npy'));
  io.saveNpy(url('v.npy'), tensors.a);
  expect(io.loadNpy(url('u.npy')).tolist()).toEqual(io.loadNpy(at('v.npy')).tolist());
  io.saveSafetensors(url('u.safetensors'), tensors);
  expect(Object.keys(io.loadSafetensors(url('u.safetensors')))).toEqual(io.safeOpen(url('u.safetensors')).keys());
  const layer = new nn.Linear(2, 1);
  layer.save(url('l.safetensors'));
  const other = new nn.Linear(2, 1);
  other.load(url('l.safetensors'));
  expect(other.weight.tolist()).toEqual(layer.weight.tolist());
});

test('what is no path is refused', () => {
  for (const path of [1, null, undefined, {}, new URL('https://tapir.example/x.npy'), tensors.a] as never[]) {
    expect(() => load(path)).toThrow(ValueError);
    expect(() => save(tensors.a, path)).toThrow(ValueError);
    expect(() => io.loadNpz(path)).toThrow(ValueError);
    expect(() => io.saveNpz(path, tensors)).toThrow(ValueError);
    expect(() => io.safeOpen(path)).toThrow(ValueError);
  }
});

test('what is no tensor is refused', () => {
  for (const content of [null, undefined, 1, 'x', [1]] as never[]) {
    expect(() => save(content, at('n.npz'))).toThrow(ValueError);
    expect(() => save(content, at('n.safetensors'))).toThrow(ValueError);
    expect(() => io.saveNpy(at('n.npy'), content)).toThrow(ValueError);
  }
});

test('damaged and missing files are ordinary errors', () => {
  writeFileSync(at('bad.safetensors'), 'not a file');
  expect(() => load(at('bad.safetensors'))).toThrow(FormatError);
  expect(() => load(at('missing.npy'))).toThrow(/cannot open .*No such file/);
});

test('a file that is cut short afterwards does no harm where it was read: if it is small, or if asked for', () => {
  for (const options of [{}, { mmap: false }]) {
    io.saveSafetensors(at('cut.safetensors'), tensors);
    const [loaded, opened] = [io.loadSafetensors(at('cut.safetensors'), options), io.safeOpen(at('cut.safetensors'), options)];
    truncateSync(at('cut.safetensors'), 10);
    expect([loaded['b']?.tolist(), opened.getTensor('b')?.tolist()]).toEqual([
      [1, -2],
      [1, -2],
    ]);
    expect(() => load(at('cut.safetensors'), options)).toThrow(FormatError);
  }
});

test('a file may be mapped, and saved over meanwhile', () => {
  io.saveSafetensors(at('map.safetensors'), tensors);
  const { a } = io.loadSafetensors(at('map.safetensors'), { mmap: true });
  a?.mul_(2);
  io.saveSafetensors(at('map.safetensors'), { b: tensors.b });
  expect(a?.tolist()).toEqual([[2, 5]]);
  expect(() => io.loadSafetensors(at('map.safetensors'), { mmap: 1 as never })).toThrow(ValueError);
});
