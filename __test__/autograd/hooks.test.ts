/** Hooks: functions that see and may replace gradients on their way. */
import { describe, expect, it } from 'vitest';
import { enableGrad, isGradEnabled, type Tensor, tensor } from '../../js/index.ts';

const leaf = (data: number[]): Tensor => tensor(data, { requiresGrad: true }) as Tensor;

describe('hooks of tensors', () => {
  it('see the gradient', () => {
    const x = leaf([1, 2]);
    const seen: unknown[] = [];
    x.registerHook((grad) => {
      seen.push(grad.tolist());
    });
    x.mul(3).sum().backward();
    expect(seen).toEqual([[3, 3]]);
    expect(x.grad?.tolist()).toEqual([3, 3]);
  });

  it('replace it with what they return', () => {
    const x = leaf([1, 2]);
    const y = x.mul(3);
    y.registerHook((grad) => grad.mul(10));
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([30, 30]);
  });

  it('run in the order in which they were registered', () => {
    const x = leaf([1]);
    x.registerHook((grad) => grad.add(1));
    x.registerHook((grad) => grad.mul(10));
    x.mul(2).backward();
    expect(x.grad?.tolist()).toEqual([30]);
  });

  it('are gone once removed', () => {
    const x = leaf([1]);
    const hook = x.registerHook((grad) => grad.mul(100));
    hook.remove();
    x.mul(2).backward();
    expect(x.grad?.tolist()).toEqual([2]);
  });

  it('may be removed twice, and after the tensor', () => {
    const x = leaf([1]);
    const hook = x.registerHook(() => null);
    hook.remove();
    expect(() => hook.remove()).not.toThrow();
    const other = x.registerHook(() => null);
    x.dispose();
    expect(() => other.remove()).not.toThrow();
  });

  it('that return another shape are refused', () => {
    const x = leaf([1, 2]);
    x.registerHook(() => tensor([1, 2, 3]));
    expect(() => x.sum().backward()).toThrow(/size/);
  });

  it('need a tensor that requires a gradient', () => {
    expect(() => tensor([1]).registerHook(() => null)).toThrow("cannot register a hook on a tensor that doesn't require gradient");
  });

  it('that throw stop backward with their own error', () => {
    const x = leaf([1]);
    const mistake = new RangeError('mine');
    const hook = x.registerHook(() => {
      throw mistake;
    });
    let thrown: unknown;
    try {
      x.mul(2).backward();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(mistake);
    hook.remove();
    const y = x.detach().requiresGrad_();
    y.mul(2).backward();
    expect(y.grad?.tolist()).toEqual([2]);
  });

  it('that throw leave no trace in later errors', () => {
    const x = leaf([1]);
    x.registerHook(() => {
      throw new RangeError('mine');
    });
    expect(() => x.mul(2).backward()).toThrow('mine');
    expect(() => tensor([1, 2]).item()).toThrow('cannot be converted to Scalar');
  });

  it('may call operators and, with recording, backward themselves', () => {
    const [x, z] = [leaf([1]), leaf([5])];
    x.registerHook(() => {
      enableGrad(() => z.mul(z).backward());
    });
    x.mul(2).backward();
    expect(z.grad?.tolist()).toEqual([10]);
    expect(x.grad?.tolist()).toEqual([2]);
  });
});

describe('hooks without end', () => {
  it('overflow the stack as functions do, and nothing else', () => {
    const x = leaf([1]);
    x.registerHook(() => {
      enableGrad(() => x.mul(2).backward());
    });
    expect(() => x.mul(2).backward()).toThrow(/call stack/);
    expect(isGradEnabled()).toBe(true);
    expect(tensor([1]).add(1).tolist()).toEqual([2]);
  });
});

describe('hooks of nodes', () => {
  it('see the gradient of their output', () => {
    const x = leaf([1]);
    const y = x.mul(2);
    const seen: unknown[] = [];
    const hook = y.gradFn?.registerHook((grad) => {
      seen.push(grad.tolist());
    });
    y.mul(5).backward({ retainGraph: true });
    hook?.remove();
    y.mul(5).backward();
    expect(seen).toEqual([[5]]);
  });
});
