/** `out`: functions that write their results into tensors given for them. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { add, arange, AutogradError, cat, DTypeError, empty, exp, gather, lt, max, mm, ones, sort, sum, tensor, ValueError, zeros } from '../js/index.ts';

describe('out', () => {
  afterEach(() => vi.restoreAllMocks());

  const [a, b] = [tensor([1, 2, 3]), tensor([10, 20, 30])];

  it('receives the result and is given back', () => {
    const out = empty([0]);
    expect(add(a, b, { out })).toBe(out);
    expect(out.tolist()).toEqual([11, 22, 33]);
  });

  it('is written where it lies, a view through to its base', () => {
    const matrix = zeros([3, 2]);
    add(a, b, { alpha: 2, out: matrix.at(':', 1) });
    expect(matrix.tolist()).toEqual([
      [0, 21],
      [0, 42],
      [0, 63],
    ]);
  });

  it('may be an operand', () => {
    const x = tensor([1, 2, 3, 4]);
    add(x.at('1:'), x.at(':-1'), { out: x.at(':3') });
    expect(x.tolist()).toEqual([3, 5, 7, 4]);
    exp(x, { out: x });
    expect(x.at(3).item()).toBeCloseTo(Math.exp(4), 4);
  });

  it('is resized, with a warning unless it was empty', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const out = ones([2]);
    add(a, b, { out });
    expect(out.shape).toEqual([3]);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[0]).toContain('An output with one or more elements was resized since it had shape [2]');
    add(a, b, { out: empty([0]) });
    expect(warn).toHaveBeenCalledOnce();
  });

  it('has the result converted, but not to a lower kind of number', () => {
    expect(add(a, b, { out: empty([0], { dtype: 'float64' }) }).dtype).toBe('float64');
    expect(lt(a, b, { out: empty([0]) }).tolist()).toEqual([1, 1, 1]);
    expect(() => add(a, b, { out: empty([0], { dtype: 'int64' }) })).toThrow("result type Float can't be cast to the desired output type Long");
  });

  it('must have the dtype of the result where nothing is computed', () => {
    const index = tensor([0n]);
    expect(() => gather(a, 0, index, { out: empty([0], { dtype: 'float64' }) })).toThrow(DTypeError);
    expect(() => mm(ones([2, 2]), ones([2, 2]), { out: empty([0], { dtype: 'int64' }) })).toThrow(
      'Expected out tensor to have dtype float, but got long int instead',
    );
  });

  it('decides the dtype where that is a parameter', () => {
    expect(sum(tensor([0.5, 0.75]), { out: empty([], { dtype: 'int64' }) }).item()).toBe(0);
    expect(arange(3, { out: empty([0], { dtype: 'float64' }) }).tolist()).toEqual([0, 1, 2]);
  });

  it('is one tensor for each result', () => {
    const [values, indices] = [empty([0]), empty([0], { dtype: 'int64' })];
    const results = max(
      tensor([
        [1, 5],
        [7, 3],
      ]),
      1,
      { out: [values, indices] },
    );
    expect(results.values).toBe(values);
    expect([values.tolist(), indices.tolist()]).toEqual([
      [5, 7],
      [1, 0],
    ]);
    expect(() => sort(a, { out: [values] })).toThrow(ValueError);
  });

  it('takes no part in automatic differentiation', () => {
    const x = tensor([1, 2, 3]).requiresGrad_();
    expect(() => add(x, b, { out: empty([0]) })).toThrow(AutogradError);
    expect(() => add(a, b, { out: x })).toThrow("add(): functions with out=... arguments don't support automatic differentiation");
  });

  it('cannot be a tensor whose elements share memory', () => {
    expect(() => add(a, b, { out: zeros([1]).expand([3]) })).toThrow('unsupported operation');
    expect(() => add(a, b, { out: zeros([6]).expand([2, 6]) })).toThrow('unsupported operation');
  });

  it('is taken by functions only', () => {
    expect(() => a.add(b, { out: empty([0]) } as never)).toThrow("got an unexpected keyword argument 'out'");
    expect(() => add(a, b, { out: 5 as never })).toThrow("add(): argument 'out' must be Tensor, not int");
    expect(cat([a, b], { out: empty([0]) }).shape).toEqual([6]);
  });
});
