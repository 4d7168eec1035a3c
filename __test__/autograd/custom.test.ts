/** What a custom Function tells its context, and what its backward may return. */
import { describe, expect, it } from 'vitest';
import { autograd, nn, noGrad, ones, type Tensor, tensor } from '../../js/index.ts';

type Context = autograd.FunctionContext;
const leaf = (data: number[]): Tensor => tensor(data, { requiresGrad: true }) as Tensor;
const lists = (grads: readonly (Tensor | null)[]) => grads.map((grad) => grad?.tolist() ?? null);

describe('a custom Function', () => {
  it('gets zeros for an output that no gradient reached, or null if it asks for that', () => {
    const seen: unknown[] = [];
    class Both extends autograd.Function {
      static forward(_: Context, x: Tensor) {
        return [x.mul(2), x.mul(3)];
      }
      static backward(_: Context, ...grads: (Tensor | null)[]) {
        seen.push(lists(grads));
        return grads[0] ?? null;
      }
    }
    class Bare extends Both {
      static override forward(context: Context, x: Tensor) {
        context.setMaterializeGrads(false);
        return super.forward(context, x);
      }
    }
    for (const Class of [Both, Bare])
      Class.apply(leaf([1, 2]))[0]!
        .sum()
        .backward();
    expect(seen).toEqual([
      [
        [1, 1],
        [0, 0],
      ],
      [[1, 1], null],
    ]);
  });

  it('that returns one tensor twice gets the whole gradient as that of the last', () => {
    let seen: unknown;
    class Twice extends autograd.Function {
      static forward(_: Context, x: Tensor) {
        const y = x.mul(2);
        return [y, y];
      }
      static backward(_: Context, a: Tensor | null, b: Tensor | null) {
        seen = lists([a, b]);
        return a!.add(b!);
      }
    }
    const x = leaf([1, 2]);
    const [a, b] = Twice.apply(x) as [Tensor, Tensor];
    a.sum().add(b.sum().mul(10)).backward();
    expect([a === b, seen, x.grad!.tolist()]).toEqual([
      true,
      [
        [0, 0],
        [11, 11],
      ],
      [11, 11],
    ]);
  });

  it('may say that an output has no gradient, and return what is no tensor', () => {
    let seen: unknown;
    class Largest extends autograd.Function {
      static forward(context: Context, x: Tensor) {
        const place = x.mul(1);
        context.markNonDifferentiable(place);
        return [x.mul(2), place, 5 as never];
      }
      static backward(_: Context, ...grads: (Tensor | null)[]) {
        seen = lists(grads);
        return grads[0]!;
      }
    }
    const [y, place, five] = Largest.apply(leaf([1, 2])) as [Tensor, Tensor, unknown];
    y.sum().backward();
    expect([place.requiresGrad, five, seen]).toEqual([false, 5, [[1, 1], [0, 0], null]]);
  });

  it('may write an input in place if it says so and returns it', () => {
    class Double extends autograd.Function {
      static forward(context: Context, x: Tensor) {
        context.markDirty(x);
        return x.mul_(2);
      }
      static backward(_: Context, grad: Tensor | null) {
        return grad!.mul(2);
      }
    }
    const x = leaf([1, 2]);
    const h = x.mul(1);
    const y = Double.apply(h);
    y.sum().backward();
    expect([y === h, h.gradFn?.name, h.version, x.grad!.tolist(), h.tolist()]).toEqual([true, 'DoubleBackward', 2, [2, 2], [2, 4]]);
    expect(() => Double.apply(leaf([1]))).toThrow('a leaf Variable that requires grad has been used in an in-place operation.');
    expect(() => Double.apply(leaf([1, 2]).mul(1).at('1:'))).toThrow('a view cannot be written in place by a custom Function');
    expect(noGrad(() => Double.apply(tensor([1]))).tolist()).toEqual([2]);

    class Lost extends Double {
      static override forward(context: Context, x: Tensor) {
        return super.forward(context, x).mul(1);
      }
    }
    expect(() => Lost.apply(leaf([1]).mul(1))).toThrow('Some elements marked as dirty during the forward method were not returned as output.');
  });

  it('may be called through its apply alone', () => {
    class Cube extends autograd.Function {
      static forward(context: Context, x: Tensor) {
        context.saveForBackward(x, null);
        return x.pow(3);
      }
      static backward({ savedTensors: [x, none] }: Context, grad: Tensor | null) {
        expect(none).toBeNull();
        return grad!.mul(x!.pow(2).mul(3));
      }
    }
    const cube = Cube.apply;
    const x = leaf([2]);
    cube(x).backward();
    expect(x.grad!.item()).toBe(12);
  });

  it('must return tensors or null, as many as there are inputs', () => {
    const returning = (returned: unknown) => {
      class Odd extends autograd.Function {
        static forward(_: Context, x: Tensor, _factor: number) {
          return x.mul(2);
        }
        static backward(): never {
          return returned as never;
        }
      }
      return () =>
        Odd.apply(leaf([1]), 3)
          .sum()
          .backward();
    };
    expect(returning([5, null])).toThrow('expected Variable or None (got int)');
    expect(returning([Promise.resolve(ones([1])), null])).toThrow('expected Variable or None (got Promise)');
    expect(returning(Promise.resolve([null, null]))).toThrow('function OddBackward returned an incorrect number of gradients (expected 2, got 1)');
    expect(returning([ones([1]), ones([1])])).toThrow(
      'function OddBackward returned a gradient different than None at position 2, but the corresponding forward input was not a Variable',
    );
    expect(returning([ones([1]), null, null])).not.toThrow();
    expect(returning([ones([1]), null, ones([1])])).toThrow('(expected 2, got 3)');
  });

  it('says what it lacks, and what its context cannot take', () => {
    class Empty extends autograd.Function {}
    expect(() => (Empty as unknown as { apply(x: Tensor): Tensor }).apply(leaf([1]))).toThrow(
      'You must implement the forward function for custom autograd.Function.',
    );
    class Half extends autograd.Function {
      static forward(_: Context, x: Tensor) {
        return x.mul(1);
      }
    }
    expect(() =>
      (Half as unknown as { apply(x: Tensor): Tensor })
        .apply(leaf([1]))
        .sum()
        .backward(),
    ).toThrow('You must implement either the backward or vjp method');
    class Wrong extends Half {
      static override forward(context: Context, x: Tensor) {
        context.saveForBackward(5 as never);
        return x;
      }
    }
    expect(() => (Wrong as unknown as { apply(x: Tensor): Tensor }).apply(leaf([1]))).toThrow(
      'save_for_backward can only save variables, but argument 0 is of type int',
    );
  });
});

describe('a node', () => {
  it('has the name of the whole operation', () => {
    const x = leaf([1, 2]);
    const m = tensor([[1, 2]], { requiresGrad: true });
    const losses = nn.functional as unknown as Record<string, (input: Tensor, target: Tensor) => Tensor>;
    const loss = (name: string) => losses[name]!(x, ones([2])).gradFn?.name;
    expect([loss('mseLoss'), loss('smoothL1Loss'), loss('huberLoss')]).toEqual(['MseLossBackward0', 'SmoothL1LossBackward0', 'HuberLossBackward0']);
    const half = x.div(4);
    expect(nn.functional.binaryCrossEntropy(half, ones([2])).gradFn?.name).toBe('BinaryCrossEntropyBackward0');
    expect(nn.functional.binaryCrossEntropyWithLogits(half, ones([2])).gradFn?.name).toBe('BinaryCrossEntropyWithLogitsBackward0');
    const names = [x.roll(1), x.dot(x), m.mv(x), x.maskedFill(tensor([true, false]), 0)].map((y) => [y.gradFn?.name, y.isView()]);
    expect(names).toEqual([
      ['RollBackward0', false],
      ['DotBackward0', false],
      ['MvBackward0', false],
      ['MaskedFillBackward0', false],
    ]);
    x.dot(x).backward();
    m.mv(x).backward(ones([1]));
    expect([x.grad!.tolist(), m.grad!.tolist()]).toEqual([[3, 6], [[1, 2]]]);
  });

  it("shows what it keeps by PyTorch's names, until it is freed", () => {
    const [x, y] = [leaf([1, 2]), leaf([3, 4])];
    const product = x.mul(y);
    expect([product.gradFn!.savedSelf?.tolist(), product.gradFn!.savedOther?.tolist(), product.gradFn!.savedResult]).toEqual([[1, 2], [3, 4], undefined]);
    const square = x.mul(x).gradFn!;
    expect([square.savedSelf?.tolist(), square.savedOther?.tolist()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const result = x.exp();
    const node = result.gradFn!;
    expect([node.savedResult?.tolist(), node.savedSelf]).toEqual([result.tolist(), undefined]);
    result.sum().backward();
    expect(() => node.savedResult).toThrow(
      'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed).',
    );
  });
});
