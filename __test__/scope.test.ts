/** Scopes: freed at the end is what was made inside and not returned. */
import { describe, expect, it } from 'vitest';
import { keep, memory, nn, optim, scope, type Tensor, tensor, zeros } from '../js/index.ts';

const isFree = (x: Tensor): boolean => {
  try {
    void x.dtype;
    return false;
  } catch {
    return true;
  }
};

const made = (): Tensor => zeros([2]) as Tensor;

describe('a scope', () => {
  it('frees what was made and returns what the function returned', () => {
    let inner: Tensor | undefined;
    const result = scope(() => {
      inner = made();
      return inner.add(1);
    });
    expect(isFree(inner as Tensor)).toBe(true);
    expect(result.tolist()).toEqual([1, 1]);
  });

  it('frees at once', () => {
    memory.collect();
    const before = memory.stats().live;
    scope(() => {
      for (let index = 0; index < 4; index += 1) zeros([1024, 1024]).add(1).sum();
    });
    expect(memory.stats().live).toBe(before);
  });

  it('leaves alone what was there before', () => {
    const outer = made();
    scope(() => outer.add_(1));
    expect(outer.tolist()).toEqual([1, 1]);
  });

  it('keeps tensors in lists, objects, maps, sets and instances', () => {
    class Model {
      weight = made();
      layers = [{ bias: made() }];
    }
    const result = scope(() => ({
      list: [made()],
      map: new Map([['a', made()]]),
      set: new Set([made()]),
      model: new Model(),
      number: 3,
      bytes: new Uint8Array(8),
    }));
    const all = [result.list[0], result.map.get('a'), [...result.set][0], result.model.weight, result.model.layers[0]?.bias];
    expect(all.map((x) => isFree(x as Tensor))).toEqual([false, false, false, false, false]);
  });

  it('keeps tensors in what refers to itself', () => {
    const result = scope(() => {
      const ring: { self?: unknown; x: Tensor } = { x: made() };
      ring.self = ring;
      return ring;
    });
    expect(isFree(result.x)).toBe(false);
  });

  it('nests: what an inner one returns belongs to the outer one', () => {
    let passed: Tensor | undefined;
    const result = scope(() => {
      passed = scope(() => made());
      return passed.add(1);
    });
    expect(isFree(passed as Tensor)).toBe(true);
    expect(isFree(result)).toBe(false);
  });

  it('frees everything if the function throws', () => {
    let inner: Tensor | undefined;
    expect(() =>
      scope(() => {
        inner = made();
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(isFree(inner as Tensor)).toBe(true);
  });

  it('leaves gradients where they are', () => {
    const w = tensor([1, 2], { requiresGrad: true });
    scope(() => {
      w.mul(w).sum().backward();
      w.grad?.add(1);
    });
    expect(w.grad?.tolist()).toEqual([2, 4]);
  });

  it('leaves the state of optimisers where it is', () => {
    const model = new nn.Linear(2, 1);
    const optimizer = new optim.Adam(model.parameters());
    for (let step = 0; step < 3; step += 1) {
      scope(() => {
        optimizer.zeroGrad();
        model
          .forward(zeros([4, 2]))
          .sum()
          .backward();
        optimizer.step();
      });
    }
    expect(model.bias?.grad?.tolist()).toEqual([4]);
  });

  it('keeps the parameters of a module that is returned', () => {
    const model = scope(() => new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU()));
    expect([...model.parameters()].map(isFree)).toEqual([false, false]);
  });

  it('keeps what is given to keep', () => {
    const losses: Tensor[] = [];
    scope(() => {
      losses.push(keep(made()));
    });
    expect(isFree(losses[0] as Tensor)).toBe(false);
    expect(keep(3)).toBe(3);
  });

  it('keeps in an inner one what an outer one made', () => {
    const kept: Tensor[] = [];
    scope(() => {
      const outer = made();
      scope(() => scope(() => kept.push(keep(outer), keep(made()))));
    });
    expect(kept.map(isFree)).toEqual([false, false]);
  });

  it('returns sets, maps and lists of any size', () => {
    const count = 150_000;
    const x = made();
    const numbers = Array.from({ length: count }, (_, index) => index);
    const [set, map] = scope(() => [new Set<unknown>([...numbers, x.add(1)]), new Map<unknown, unknown>(numbers.map((n) => [n, n]))] as const);
    expect([set.size, map.size]).toEqual([count + 1, count]);
    expect(isFree([...set].at(-1) as Tensor)).toBe(false);
  });
});

describe('a scope of an async function', () => {
  const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

  it('ends when the promise settles', async () => {
    const inner: Tensor[] = [];
    const result = await scope(async () => {
      inner.push(made());
      await tick();
      inner.push(made());
      return (inner[0] as Tensor).add(1);
    });
    expect(inner.map(isFree)).toEqual([true, true]);
    expect(result.tolist()).toEqual([1, 1]);
  });

  it('does not take what others make meanwhile', async () => {
    const running = scope(async () => {
      await tick();
      made();
    });
    const mine = made();
    await running;
    expect(isFree(mine)).toBe(false);
  });

  it('frees everything if the promise is rejected', async () => {
    let inner: Tensor | undefined;
    await expect(
      scope(async () => {
        inner = made();
        await tick();
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(isFree(inner as Tensor)).toBe(true);
  });
});
