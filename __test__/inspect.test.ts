/** Printing against text recorded from PyTorch (fixtures/print.json, written by fixtures/print.py). */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Elements, formatTensor, getPrintOptions, type PrintSettings, setPrintOptions } from '../js/inspect.ts';

interface PrintCase {
  name: string;
  dtype: string;
  shape: number[];
  data: string;
  expected: string;
  requiresGrad?: boolean;
  gradFnName?: string;
  isParameter?: boolean;
  options?: PrintSettings;
}

const fixture = new URL('fixtures/print.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { cases: PrintCase[] };

afterEach(() => setPrintOptions({ profile: 'default' }));

describe('printing as PyTorch does', () => {
  it.each(cases)('$name', ({ expected, options, data, ...tensor }) => {
    if (options !== undefined) setPrintOptions(options);
    expect(formatTensor({ ...tensor, data: decode(data, tensor.dtype) })).toBe(expected);
  });
});

describe('what is read', () => {
  it('a summary reads only the elements that it shows', () => {
    const asked: unknown[] = [];
    const text = formatTensor({
      shape: [1_000_000, 7],
      dtype: 'float32',
      data(kept) {
        asked.push(kept);
        return new Float32Array(36).fill(1);
      },
    });
    expect(asked).toEqual([
      [
        [0, 1, 2, 999_997, 999_998, 999_999],
        [0, 1, 2, 4, 5, 6],
      ],
    ]);
    expect(text).toBe(`tensor([${Array.from({ length: 7 }, (_, i) => (i === 3 ? '...' : '[1., 1., 1.,  ..., 1., 1., 1.]')).join(',\n        ')}])`);
  });

  it('a small tensor is read whole', () => {
    const text = formatTensor({ shape: [2], dtype: 'int64', data: (kept) => (kept === null ? [1n, 2n] : []) });
    expect(text).toBe('tensor([1, 2])');
  });

  it('an empty tensor is not read', () => {
    const data = () => expect.fail('nothing to read');
    expect(formatTensor({ shape: [0, 3], dtype: 'float32', data })).toBe('tensor([], size=(0, 3))');
  });
});

describe('suffixes', () => {
  it('name a device other than the CPU first', () => {
    const text = formatTensor({ shape: [1], dtype: 'float64', data: [1], device: 'cuda:0', requiresGrad: true });
    expect(text).toBe("tensor([1.], device='cuda:0', dtype=torch.float64, requires_grad=True)");
  });

  it('leave the default dtype out', () => {
    const text = formatTensor({ shape: [1], dtype: 'float64', data: [1], defaultDtype: 'float64' });
    expect(text).toBe('tensor([1.])');
  });
});

describe('print options', () => {
  it('forget a forced notation when set again without one', () => {
    setPrintOptions({ sciMode: true });
    setPrintOptions({ precision: 2 });
    expect(getPrintOptions()).toEqual({ precision: 2, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: null });
  });
});

function decode(data: string, dtype: string): Elements {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  const { buffer } = bytes;
  switch (dtype) {
    case 'bool':
    case 'uint8':
      return bytes;
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'uint64':
      return new BigUint64Array(buffer);
    case 'float16':
      return Array.from(new Uint16Array(buffer), halfToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case 'float32':
    case 'complex64':
      return new Float32Array(buffer);
    default:
      return new Float64Array(buffer);
  }
}

function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
