/** Values of other realms: test runners evaluate modules in contexts whose built-in classes are others. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { add, ShapeError, Tensor, tensor, type TensorData, zeros } from '../js/index.ts';
import { translate } from '../js/error.ts';
import { isPlainObject } from '../js/realm.ts';

const foreign = (code: string): never => runInNewContext(code) as never;

describe('what comes from another realm', () => {
  it.each(['Float32Array', 'Float64Array', 'Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'])(
    '%s keeps its dtype',
    (name) => {
      const own = tensor(new (globalThis as unknown as Record<string, new (list: number[]) => Float32Array>)[name]!([1, 2]));
      expect(tensor(foreign(`new ${name}([1, 2])`)).dtype).toBe(own.dtype);
      expect(tensor(foreign(`new ${name}([1, 2])`)).tolist()).toEqual([1, 2]);
      expect(tensor(foreign(`new (class extends ${name} {})([1, 2])`)).dtype).toBe(own.dtype);
    },
  );

  it('arrays of 64-bit integers keep theirs', () => {
    expect(tensor(foreign('new BigInt64Array([1n, 2n])')).dtype).toBe('int64');
    expect(tensor(foreign('new BigUint64Array([1n, 2n])')).dtype).toBe('uint64');
  });

  it('buffers are bytes', () => {
    expect(tensor(foreign('new Uint8Array([1, 2]).buffer') as TensorData).tolist()).toEqual([1, 2]);
    expect(tensor(foreign('new SharedArrayBuffer(2)') as TensorData).tolist()).toEqual([0, 0]);
    expect(tensor(foreign('new Uint8Array([1, 0])') as TensorData, { dtype: 'bool' }).tolist()).toEqual([true, false]);
    expect(Tensor.from(foreign('new Float32Array([1, 2])') as TensorData, { dtype: 'complex64' }).tolist()).toEqual([{ re: 1, im: 2 }]);
  });

  it('lists are lists', () => {
    expect(tensor(foreign('[[1, 2], [3, 4]]')).tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(zeros(foreign('[2, 3]')).shape).toEqual([2, 3]);
    expect(tensor([1, 2, 3]).at(foreign('[0, 2]')).tolist()).toEqual([1, 3]);
  });

  it('options are options', () => {
    expect(zeros([2], foreign('({ dtype: "int64" })')).dtype).toBe('int64');
    expect(zeros([2], Object.assign(Object.create(null), { dtype: 'int64' }) as never).dtype).toBe('int64');
    expect(add(tensor([1]), tensor([1]), foreign('({ alpha: 2 })')).tolist()).toEqual([3]);
  });

  it('errors are typed', () => {
    const error = translate(foreign(`new Error('{"kind":"Shape","op":"add","message":"sizes","hint":null}')`));
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as ShapeError).message).toBe('add: sizes');
  });
});

describe('a plain object', () => {
  it('is what braces make, in any realm', () => {
    for (const value of [{}, { a: 1 }, Object.create(null), foreign('({})')]) expect(isPlainObject(value)).toBe(true);
  });

  it('is nothing else', () => {
    const others = [
      null,
      undefined,
      1,
      [],
      new Map(),
      new (class {})(),
      tensor([1]),
      Object.prototype.toString,
      foreign('[]'),
      foreign('new Map()'),
      foreign('new (class {})()'),
    ];
    for (const value of others) expect(isPlainObject(value)).toBe(false);
  });
});
