/** What a caller gives may run any code while it is read: calls into the engine from there change nothing in the command being made. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { arange, autograd, cat, Generator, io, nn, ones, optim, rand, stack, Tensor, tensor, ValueError, zeros } from '../js/index.ts';
import { words } from '../js/native/index.ts';
import { idOf } from '../js/tensor.ts';

/** Written nowhere: whatever a call gone wrong hits is here. */
const bystander = zeros([64]);

/** Uses the engine, and leaves the buffer full of somebody else's handle. */
function interfere(): void {
  rand([3])
    .add(1)
    .at([[0n, 1n]])
    .tolist();
  words.fill(idOf(bystander));
}

/** A list whose items interfere when they are read. */
function lying<T>(...items: readonly T[]): T[] {
  const list = [...items];
  items.forEach((item, index) => Object.defineProperty(list, index, { enumerable: true, get: () => (interfere(), item) }));
  return list;
}

/** Options whose values interfere when they are read. */
function options<T extends object>(values: T): T {
  const read = Object.entries(values).map(([name, value]) => [name, { enumerable: true, get: () => (interfere(), value as unknown) }] as const);
  return Object.defineProperties({}, Object.fromEntries(read)) as T;
}

const folder = mkdtempSync(join(tmpdir(), 'tapir-reentry-'));
afterAll(() => rmSync(folder, { recursive: true }));

const x = arange(24).reshape([4, 6]);
const one = () => tensor([1n]);

const CALLS: Readonly<Record<string, readonly [hostile: () => Tensor, plain: () => Tensor]>> = {
  'nested index lists': [() => x.at([[0n, 1n]]), () => x.at(tensor([[0n, 1n]]))],
  'index lists of bools': [() => x.at(lying(true, false, true, true)), () => x.at(tensor([true, false, true, true]))],
  'index lists of numbers': [() => x.at(lying(2, 0)), () => x.at([2, 0])],
  'several index lists': [() => x.at(lying(0, 1), [[1, 2]]), () => x.at([0, 1], tensor([[1n, 2n]]))],
  sizes: [() => x.reshape(lying(6, 4)), () => x.reshape([6, 4])],
  'sizes that are tensors of one element': [() => x.reshape([tensor([6n]), tensor([4n])] as never), () => x.reshape([6, 4])],
  dimensions: [() => x.permute(lying(1, 0)), () => x.permute([1, 0])],
  'lists of tensors': [() => cat(lying(x, x), 1), () => cat([x, x], 1)],
  'lists of tensors, and a tensor for a number': [() => stack(lying(x, x), one().sub(1) as never), () => stack([x, x], 0)],
  'tensors for numbers': [() => x.sum(one() as never), () => x.sum(1)],
  'tensors for scalars': [() => x.clamp(tensor([2]) as never, tensor([5]) as never), () => x.clamp(2, 5)],
  options: [() => x.sum(options({ dim: 1, keepdim: true })), () => x.sum(1, true)],
  'options with lists': [() => x.sum(options({ dim: lying(0, 1), keepdim: true })), () => x.sum([0, 1], true)],
  'options with dtypes': [() => zeros([2], options({ dtype: 'int64' as const })), () => zeros([2], { dtype: 'int64' })],
  generators: [() => rand([3], options({ generator: new Generator().manualSeed(0) })), () => rand([3], { generator: new Generator().manualSeed(0) })],
  data: [() => tensor(lying(1, 2, 3)), () => tensor([1, 2, 3])],
  'shapes of data': [() => Tensor.from(new Float32Array(6), { shape: lying(2, 3) }), () => zeros([2, 3])],
};

describe('code that runs while arguments are read', () => {
  it.each(Object.entries(CALLS))('does not disturb %s', (_, [hostile, plain]) => {
    const result = hostile();
    expect(result.shape).toEqual(plain().shape);
    expect(result.tolist()).toEqual(plain().tolist());
    expect(bystander.tolist()).toEqual(Array(64).fill(0));
  });

  it('does not turn a write aside', () => {
    for (const index of [[[0n]], [[0]], lying(0), [lying(0n)], [[[0n]]]] as never[]) {
      const target = ones([2]);
      target.set(index, -7);
      expect(target.tolist()).toEqual([-7, 1]);
    }
    expect(bystander.tolist()).toEqual(Array(64).fill(0));
  });

  it('does not turn gradients aside', () => {
    const [a, b] = [ones([2], { requiresGrad: true }), ones([2], { requiresGrad: true })];
    const loss = () => a.mul(3).add(b.mul(5)).sum();
    expect(autograd.grad(lying<Tensor>(loss()), lying<Tensor>(a, b), options({ gradOutputs: lying<Tensor>(tensor(1)) })).map((grad) => grad.tolist())).toEqual([
      [3, 3],
      [5, 5],
    ]);
    loss().backward(options({ inputs: lying<Tensor>(a) }));
    autograd.backward(lying<Tensor>(loss()), lying<Tensor>(tensor(2)), options({ inputs: lying<Tensor>(b) }));
    expect([a.grad?.tolist(), b.grad?.tolist()]).toEqual([
      [3, 3],
      [10, 10],
    ]);
  });

  it('does not change how many tensors a call reads', () => {
    const a = ones([2], { requiresGrad: true });
    const inputs: Tensor[] = [];
    const outputs: Tensor[] = [a.mul(3).sum()];
    Object.defineProperty(inputs, 0, { enumerable: true, get: () => (outputs.push(bystander), a) });
    expect(autograd.grad(outputs, inputs).map((grad) => grad.tolist())).toEqual([[3, 3]]);
  });

  it('cannot make a tensor of what was freed meanwhile', () => {
    const freed = ones([2]);
    const list: Tensor[] = [freed, ones([2])];
    Object.defineProperty(list, 1, { get: () => (freed.dispose(), bystander) });
    expect(() => cat(list)).toThrow('disposed of');
  });

  it('cannot slip in something else after the check', () => {
    let reads = 0;
    const changing = (length: number): Tensor[] =>
      Object.defineProperty(
        Array.from({ length }, () => bystander),
        0,
        { get: () => (reads++ === 0 ? bystander : { id: idOf(bystander) }) },
      );
    expect(cat(changing(1)).tolist()).toEqual(bystander.tolist()); // a short list is read once
    reads = 0;
    expect(() => cat(changing(1000))).toThrow(ValueError);
  });

  it('does not disturb functions of ones own', () => {
    class Twice extends autograd.Function {
      static override get name(): string {
        interfere();
        return 'Twice';
      }

      static forward(context: { saveForBackward(...tensors: Tensor[]): void }, input: Tensor): Tensor {
        context.saveForBackward(input);
        return input.mul(2);
      }

      static backward(): Tensor[] {
        return lying(tensor([2, 2]));
      }
    }
    const a = ones([2], { requiresGrad: true });
    const result = (Twice.apply as (this: unknown, ...args: unknown[]) => Tensor).call(Twice, a);
    expect(result.gradFn?.name).toBe('TwiceBackward');
    result.sum().backward();
    expect(a.grad?.tolist()).toEqual([2, 2]);
  });

  it('does not disturb steps of optimisers', () => {
    const plain = new nn.Parameter(ones([2]));
    const hostile = new nn.Parameter(ones([2]));
    const [first, second] = [new optim.Adam([plain], { lr: 0.1 }), new optim.Adam([hostile], { lr: 0.1 })];
    Object.defineProperty(second.paramGroups[0], 'params', { value: lying(hostile) });
    for (const [optimizer, parameter] of [
      [first, plain],
      [second, hostile],
    ] as const) {
      parameter.sum().backward();
      optimizer.step();
      optimizer.zeroGrad();
    }
    expect(hostile.tolist()).toEqual(plain.tolist());
    expect(hostile.grad).toBe(null);
  });

  it('does not disturb what is saved', () => {
    const path = join(folder, 'a.safetensors');
    io.saveSafetensors(path, options({ a: ones([2]), b: x }), options({ metadata: options({ text: 'here' }) }));
    expect(io.loadSafetensors(path)['b']?.tolist()).toEqual(x.tolist());
    expect(io.safeOpen(path).metadata()).toEqual({ text: 'here' });
    io.saveNpz(join(folder, 'a.npz'), options({ x }), options({ compressed: true }));
    expect(io.loadNpz(join(folder, 'a.npz'))['x']?.tolist()).toEqual(x.tolist());
    expect(io.parseSafetensors(io.serializeSafetensors({ x }, options({ metadata: options({ text: 'here' }) })))['x']?.tolist()).toEqual(x.tolist());
  });

  it('does not disturb the answer of a call that warns', () => {
    const { emitWarning } = process;
    process.emitWarning = interfere as typeof process.emitWarning;
    try {
      const weights = rand([3]);
      expect(nn.functional.softmax(weights).tolist()).toEqual(nn.functional.softmax(weights, 0).tolist());
    } finally {
      process.emitWarning = emitWarning;
    }
  });

  it('does not reach what hooks give back', () => {
    const a = ones([2], { requiresGrad: true });
    a.registerHook((grad) => (interfere(), grad.mul(3)));
    const node = a.mul(2);
    node.gradFn?.registerHook((grad) => (interfere(), grad.mul(5)));
    node.sum().backward();
    expect(a.grad?.tolist()).toEqual([30, 30]);
  });
});

describe('index lists', () => {
  it('in lists are integers by themselves', () => {
    expect(
      x.at([
        [0, 1],
        [1, 0],
      ]).shape,
    ).toEqual([2, 2, 6]);
    expect(x.at([[]]).shape).toEqual([1, 0, 6]);
  });

  it('that are no indices are typed errors', () => {
    expect(() => x.at('a')).toThrow('are valid indices');
    expect(() => x.at([[0.5]])).toThrow('tensors used as indices must be long, int, byte or bool tensors');
  });
});
