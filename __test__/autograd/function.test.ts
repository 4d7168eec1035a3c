/** Operations with a derivative of one's own. */
import { describe, expect, it } from 'vitest';
import { autograd, isGradEnabled, noGrad, type Tensor, tensor } from '../../js/index.ts';

const leaf = (data: number | number[]): Tensor => tensor(data as number[], { requiresGrad: true }) as Tensor;

class Cube extends autograd.Function {
  static forward(context: autograd.FunctionContext, x: Tensor): Tensor {
    context.saveForBackward(x);
    return x.pow(3) as Tensor;
  }

  static backward(context: autograd.FunctionContext, grad: Tensor): Tensor {
    const [x] = context.savedTensors as [Tensor];
    return grad.mul(x.pow(2).mul(3)) as Tensor;
  }
}

describe('a function of one tensor', () => {
  it('has the derivative that it says', () => {
    const x = leaf([1, 2]);
    const y = Cube.apply(x);
    expect(y.tolist()).toEqual([1, 8]);
    expect(y.gradFn?.name).toBe('CubeBackward');
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([3, 12]);
  });

  it('can be differentiated twice', () => {
    const x = leaf(2);
    const [dx] = autograd.grad(Cube.apply(x), x, { createGraph: true });
    expect(dx?.item()).toBe(12);
    const [ddx] = autograd.grad(dx as Tensor, x, { createGraph: true });
    expect(ddx?.item()).toBe(12);
    expect(autograd.grad(ddx as Tensor, x)[0]?.item()).toBe(6);
  });

  it('stands in a graph of other operations', () => {
    const x = leaf([1, 2]);
    Cube.apply(x.mul(2) as Tensor)
      .add(x)
      .sum()
      .backward();
    expect(x.grad?.tolist()).toEqual([25, 97]);
  });

  it('is not recorded where nothing is', () => {
    expect(noGrad(() => Cube.apply(leaf([1]))).requiresGrad).toBe(false);
    expect(Cube.apply(tensor([1]) as Tensor).gradFn).toBeNull();
  });

  it('records nothing inside of forward', () => {
    const enabled: boolean[] = [];
    class Look extends autograd.Function {
      static forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        enabled.push(isGradEnabled());
        return x.mul(1) as Tensor;
      }

      static backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad;
      }
    }
    Look.apply(leaf([1]));
    expect(enabled).toEqual([false]);
    expect(isGradEnabled()).toBe(true);
  });
});

describe('a function of several values', () => {
  class Scale extends autograd.Function {
    static forward(context: autograd.FunctionContext, x: Tensor, factor: number, y: Tensor): [Tensor, Tensor] {
      context.values['factor'] = factor;
      context.saveForBackward(x, y);
      return [x.mul(factor) as Tensor, x.mul(y) as Tensor];
    }

    static backward(context: autograd.FunctionContext, first: Tensor | null, second: Tensor | null): (Tensor | null)[] {
      const [x, y] = context.savedTensors as [Tensor, Tensor];
      const factor = context.values['factor'] as number;
      const fromFirst = first === null ? x.mul(0) : first.mul(factor);
      const dx = second === null ? fromFirst : fromFirst.add(second.mul(y));
      return [dx as Tensor, null, context.needsInputGrad[2] === true && second !== null ? (second.mul(x) as Tensor) : null];
    }
  }

  it('gives a gradient per argument, null for numbers', () => {
    const [x, y] = [leaf([1, 2]), leaf([3, 4])];
    const [scaled, product] = Scale.apply(x, 10, y);
    scaled.add(product).sum().backward();
    expect(x.grad?.tolist()).toEqual([13, 14]);
    expect(y.grad?.tolist()).toEqual([1, 2]);
  });

  it('hears which arguments want one', () => {
    const x = leaf([1, 2]);
    const [, product] = Scale.apply(x, 10, tensor([3, 4]) as Tensor);
    product.sum().backward();
    expect(x.grad?.tolist()).toEqual([3, 4]);
  });

  it('that returns too few gradients is refused', () => {
    class Few extends autograd.Function {
      static forward(_: autograd.FunctionContext, x: Tensor, y: Tensor): Tensor {
        return x.mul(y) as Tensor;
      }

      static backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad;
      }
    }
    expect(() => Few.apply(leaf([1]), leaf([2])).backward()).toThrow('FewBackward returned an incorrect number of gradients (expected 2, got 1)');
  });

  it('that returns a gradient of the wrong shape is refused', () => {
    class Wrong extends autograd.Function {
      static forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        return x.mul(2) as Tensor;
      }

      static backward(): Tensor {
        return tensor([1, 2, 3]) as Tensor;
      }
    }
    expect(() =>
      Wrong.apply(leaf([1, 2]))
        .sum()
        .backward(),
    ).toThrow('WrongBackward returned an invalid gradient');
  });
});

describe('outputs', () => {
  it('may have no gradient', () => {
    class Sorted extends autograd.Function {
      static forward(context: autograd.FunctionContext, x: Tensor): [Tensor, Tensor] {
        const order = x.argsort() as Tensor;
        context.markNonDifferentiable(order);
        return [x.mul(2) as Tensor, order];
      }

      static backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad.mul(2) as Tensor;
      }
    }
    const [values, order] = Sorted.apply(leaf([2, 1]));
    expect(order.requiresGrad).toBe(false);
    expect(values.requiresGrad).toBe(true);
  });

  it('that are an input are given a history of their own', () => {
    class Identity extends autograd.Function {
      static forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        return x;
      }

      static backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad.mul(-1) as Tensor;
      }
    }
    const x = leaf([1, 2]);
    Identity.apply(x).sum().backward();
    expect(x.grad?.tolist()).toEqual([-1, -1]);
  });

  it('that were saved are saved with their history', () => {
    class Exp extends autograd.Function {
      static forward(context: autograd.FunctionContext, x: Tensor): Tensor {
        const y = x.exp() as Tensor;
        context.saveForBackward(y);
        return y;
      }

      static backward(context: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad.mul(context.savedTensors[0] as Tensor) as Tensor;
      }
    }
    const x = leaf(0);
    const [dx] = autograd.grad(Exp.apply(x), x, { createGraph: true });
    expect(autograd.grad(dx as Tensor, x)[0]?.item()).toBe(1);
  });
});

describe('mistakes', () => {
  it('an error in backward comes out as it is', () => {
    const mistake = new TypeError('mine');
    class Fails extends autograd.Function {
      static forward(_: autograd.FunctionContext, x: Tensor): Tensor {
        return x.mul(2) as Tensor;
      }

      static backward(): Tensor {
        throw mistake;
      }
    }
    let thrown: unknown;
    try {
      Fails.apply(leaf([1])).backward();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(mistake);
  });

  it('an error in forward leaves recording on', () => {
    class Fails extends autograd.Function {
      static forward(): Tensor {
        throw new TypeError('mine');
      }

      static backward(_: autograd.FunctionContext, grad: Tensor): Tensor {
        return grad;
      }
    }
    expect(() => (Fails.apply as (x: Tensor) => Tensor).call(Fails as never, leaf([1]))).toThrow('mine');
    expect(isGradEnabled()).toBe(true);
  });

  it('a saved tensor that was written since is refused', () => {
    const x = leaf([1, 2]);
    const y = x.mul(1) as Tensor;
    const z = Cube.apply(y);
    noGrad(() => y.add_(1));
    expect(() => z.sum().backward()).toThrow('modified by an inplace operation');
  });
});
