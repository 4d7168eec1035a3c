/** Functions of complex numbers against PyTorch (fixtures/complex.jsonl.gz, written by fixtures/complex.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as tapir from '../js/index.ts';
import { AutogradError, type DType, DTypeError, linalg, nn, type Tensor, tensor } from '../js/index.ts';

interface Recorded {
  readonly op: string;
  readonly dtype: 'complex64' | 'complex128';
  readonly inputs: readonly string[];
  readonly result: DType;
  readonly value: string;
}

const file = new URL('fixtures/complex.jsonl.gz', import.meta.url);
const records = gunzipSync(readFileSync(file))
  .toString()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded);

function decode(text: string, dtype: DType): number[] {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  if (dtype === 'bool') return [...new Uint8Array(bytes)];
  return [...(dtype === 'float32' || dtype === 'complex64' ? new Float32Array(bytes) : new Float64Array(bytes))];
}

function complex(text: string, dtype: Recorded['dtype']): Tensor {
  const parts = decode(text, dtype);
  return tensor(dtype === 'complex64' ? new Float32Array(parts) : new Float64Array(parts), { dtype });
}

describe('functions of complex numbers', () => {
  it.each(records)('$op of $dtype is that of PyTorch, on either side of its cuts', ({ op, dtype, inputs, result, value }) => {
    const found = (tapir as unknown as Record<string, (...args: Tensor[]) => Tensor>)[op]?.(...inputs.map((text) => complex(text, dtype)));
    expect(found?.dtype).toBe(result);
    // With AVX-512 pow needs half of it.
    const tolerance = dtype === 'complex64' ? 1e-5 : 1e-15;
    const actual = [...((found as Tensor).toTypedArray() as Float64Array)].map(Number);
    // At infinity and 0 to the power 0 PyTorch's formulas meet `inf - inf`; these are numbers.
    const isBetter = (got: number, want: number) => /^(expm1|log1p|pow)$/.test(op) && Number.isNaN(want) && !Number.isNaN(got);
    const differing = decode(value, result).flatMap((want, index) => {
      const got = actual[index] as number;
      return Object.is(got, want) || got === want || Math.abs(got - want) <= tolerance * (1 + Math.abs(want)) || isBetter(got, want)
        ? []
        : [{ index, got, want }];
    });
    expect(differing).toEqual([]);
  });

  it('abs is real, and its gradient the direction', () => {
    const x = tensor([{ re: 3, im: 4 }]).requiresGrad_();
    const size = x.abs();
    expect([size.dtype, size.item()]).toEqual(['float32', 5]);
    size.sum().backward();
    const { re, im } = x.grad?.item<{ re: number; im: number }>() ?? {};
    expect([re, im]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
  });

  it('backward from a complex number must be given its gradient', () => {
    const x = tensor([{ re: 3, im: 4 }]).requiresGrad_();
    expect(() => x.mul(x).sum().backward()).toThrow(new AutogradError('grad can be implicitly created only for real scalar outputs but got complex64'));
  });

  it('vecdot conjugates its first operand', () => {
    const x = tensor([{ re: 1, im: 2 }]);
    expect(linalg.vecdot(x, x).item()).toEqual({ re: 5, im: 0 });
  });

  it('nanToNum replaces the parts one by one', () => {
    const x = tensor([
      { re: NaN, im: 2 },
      { re: 1, im: -Infinity },
    ]).requiresGrad_();
    const y = x.nanToNum({ nan: 5, neginf: -7 });
    expect(y.tolist()).toEqual([
      { re: 5, im: 2 },
      { re: 1, im: -7 },
    ]);
    y.abs().sum().backward();
    expect(x.grad?.tolist()).toEqual([
      { re: 0, im: 0 },
      { re: 0, im: 0 },
    ]);
  });

  it('an operator that would drop the imaginary part refuses', () => {
    expect(() => nn.functional.relu(tensor([{ re: 1, im: 2 }]))).toThrow(DTypeError);
    expect(() => tensor([{ re: 1, im: 2 }]).lt(1)).toThrow('"lt_cpu" not implemented for \'ComplexFloat\'');
  });
});
