/** Writes in place, views, and what autograd says about them. */
import { describe, expect, it } from 'vitest';
import { noGrad, type Tensor, tensor, zeros } from '../../js/index.ts';

const leaf = (data: number[] | number[][]): Tensor => tensor(data as number[], { requiresGrad: true }) as Tensor;

describe('a leaf that requires a gradient', () => {
  it('is not written in place', () => {
    expect(() => leaf([1]).add_(1)).toThrow('a leaf Variable that requires grad is being used in an in-place operation.');
  });

  it('nor through a view', () => {
    expect(() => leaf([1, 2]).at('0:1').add_(1)).toThrow('a view of a leaf Variable that requires grad is being used in an in-place operation.');
  });

  it('is written without recording', () => {
    const x = leaf([1]);
    noGrad(() => x.add_(1));
    expect(x.tolist()).toEqual([2]);
    expect(x.requiresGrad).toBe(true);
    expect(x.isLeaf).toBe(true);
  });
});

describe('what is no leaf', () => {
  it('is written, and the write is differentiated', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    y.mul_(3);
    expect(y.gradFn?.name).toBe('MulBackward0');
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([6, 6]);
  });

  it('is written through a view', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(2);
    y.at('0:2').mul_(10);
    expect(y.tolist()).toEqual([20, 40, 6]);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([20, 20, 2]);
  });

  it('a view sees the history that a write to its base makes', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const view = y.at('0:1');
    y.mul_(5);
    view.sum().backward();
    expect(x.grad?.tolist()).toEqual([10, 0]);
  });

  it('takes values that need a gradient', () => {
    const x = leaf([1, 2]);
    const y = zeros([3]);
    y.set('0:2', x.mul(2));
    expect(y.requiresGrad).toBe(true);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 2]);
  });
});

describe('a tensor that backward needs', () => {
  it('must be as it was', () => {
    const x = leaf([1, 2]);
    const free = x.mul(2);
    free.add_(1);
    expect(() => free.sum().backward()).not.toThrow();
    const saved = x.exp();
    saved.add_(1);
    expect(() => saved.sum().backward()).toThrow(
      /one of the variables needed for gradient computation has been modified by an inplace operation: \[torch.FloatTensor \[2\]\]/,
    );
  });

  it('the error names versions and who made it', () => {
    const x = leaf([1, 2]);
    const saved = x.exp();
    noGrad(() => saved.add_(1));
    expect(() => saved.sum().backward()).toThrow(/which is output 0 of Exp(Backward0)?, is at version 1; expected version 0 instead/);
  });
});

describe('detach', () => {
  it('shares memory and version', () => {
    const x = leaf([1, 2]);
    const y = x.detach();
    expect(y.requiresGrad).toBe(false);
    y.add_(1);
    expect(x.tolist()).toEqual([2, 3]);
    expect(x.version).toBe(y.version);
  });

  it('a write to it is noticed', () => {
    const y = leaf([1, 2]).exp();
    y.detach().zero_();
    expect(() => y.sum().backward()).toThrow('modified by an inplace operation');
  });

  it('detach_ takes the tensor itself out', () => {
    const y = leaf([1]).mul(2);
    expect(y.detach_()).toBe(y);
    expect(y.requiresGrad).toBe(false);
    expect(y.gradFn).toBeNull();
  });
});
