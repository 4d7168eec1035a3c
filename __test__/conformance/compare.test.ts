/** The comparison with recorded results: it sees what is wrong, and says how much of a tolerance was needed. */
import { describe, expect, it } from 'vitest';
import { compareTensor, compareValue, EXACT, takeUsed } from '../../scripts/conformance/compare.ts';
import type { Engine } from '../../scripts/conformance/engine.ts';
import { fromNumbers } from '../../scripts/conformance/host.ts';
import { compareMessage } from '../../scripts/conformance/ops.ts';
import { Report } from '../../scripts/conformance/report.ts';
import * as tapir from '../../js/index.ts';

const engine = tapir as unknown as Engine;
const floats = (...values: number[]) => fromNumbers(values, [values.length], 'float32');
const TOLERANCE = { rtol: 0.1, atol: 1 };

describe('a tensor', () => {
  it('may be off by its tolerance and no more', () => {
    expect(compareTensor(floats(1, 12), floats(1, 10), TOLERANCE)).toBeNull();
    expect(compareTensor(floats(1, 12.5), floats(1, 10), TOLERANCE)).toBe('1 of 2 elements differ; element 1 is 12.5, expected 10');
    expect(compareTensor(floats(1, Number.NaN), floats(1, 10), TOLERANCE)).toMatch('element 1 is NaN');
    expect(compareTensor(floats(1, Number.POSITIVE_INFINITY), floats(1, 10), TOLERANCE)).toMatch('element 1 is Infinity');
  });

  it('has the shape and the dtype that are expected', () => {
    expect(compareTensor(floats(1, 2), fromNumbers([1, 2], [2, 1], 'float32'), TOLERANCE)).toBe('expected shape [2, 1], got [2]');
    expect(compareTensor(floats(1, 2), fromNumbers([1, 2], [2], 'float64'), TOLERANCE)).toBe('expected float64, got float32');
  });

  it('of integers is equal', () => {
    const [a, b] = [1, 2].map((value) => fromNumbers([value], [1], 'int32'));
    expect(compareTensor(a as never, b as never, TOLERANCE)).toMatch('element 0 is 1, expected 2');
  });
});

describe('a value', () => {
  it('is no list, no number and no tensor unless that is expected', () => {
    expect(compareValue(engine, tapir.ones([1]), 1, EXACT)).toBe('expected 1, got Tensor');
    expect(compareValue(engine, [1], [1, 2], EXACT)).toBe('expected 2 values, got 1');
    expect(compareValue(engine, undefined, { lr: 1 }, EXACT)).toBe('lr: expected 1, got undefined');
    expect(compareValue(engine, 1, null, EXACT)).toBe('expected nothing, got 1');
  });
});

describe('what a comparison took of its tolerance', () => {
  it('is the largest share, until it is asked for', () => {
    takeUsed();
    compareTensor(floats(10.5, 11), floats(10, 10), TOLERANCE);
    expect(takeUsed()).toBeCloseTo(0.5, 6);
    expect(takeUsed()).toBe(0);
  });

  it('stands in the table, as does what could not be compared', () => {
    const report = new Report();
    report.check('ops', 'file', 0, 'value', () => compareTensor(floats(11), floats(10), TOLERANCE));
    report.check('ops', 'file', 1, 'value', () => 'wrong');
    report.skip('ops', 'file', 1, 'double', 'not differentiable');
    expect(report.summary()['ops']).toEqual({ value: { pass: 1, fail: 1, skip: 0, used: 0.5 }, double: { pass: 0, fail: 0, skip: 1, used: 0 } });
    expect(report.table()).toMatch('skipped 1 × double: not differentiable');
  });
});

describe('the sentence of an error', () => {
  const error = new tapir.ShapeError('sizes do not fit', { op: 'add', hint: 'reshape one' });

  it('is whole, but for the operator before it and the hint after it', () => {
    expect(compareMessage(error, 'sizes do not fit')).toBeNull();
    expect(compareMessage(error, 'sizes do not')).toMatch('expected sizes do not');
    expect(compareMessage(error, /do not/)).toBeNull();
    expect(compareMessage(error, /do fit/)).toMatch('expected /do fit/');
    expect(compareMessage('no error', /./)).toBe('no error');
  });
});
