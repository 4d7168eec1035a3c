/** Calls that bring or give more than the shared buffer holds, and copies of the package that share it. */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { arange, autograd, cat, io, memory, nn, ones, optim, rand, stack, type Tensor, tensor, zeros } from '../js/index.ts';
import { words } from '../js/native/index.ts';

/** More than the buffer has words, whatever is said beside. */
const MANY = 2 * words.length + 3;
const rows = () => arange(MANY).reshape([MANY, 1]);

describe('answers longer than the buffer', () => {
  it.each([words.length - 2, words.length - 1, words.length, words.length + 1, MANY])('of %i tensors are whole', (count) => {
    const parts = arange(count).unbind();
    expect(parts.length).toBe(count);
    for (const index of [0, 1, 2046, 2047, 2048, count - 2, count - 1]) expect(parts[index]?.item()).toBe(index);
  });

  it('come from every operator that cuts', () => {
    expect(rows().split(1).length).toBe(MANY);
    expect(rows().chunk(MANY).length).toBe(MANY);
    expect(rows().tensorSplit(MANY).length).toBe(MANY);
    expect(rows().split(1).at(-1)?.tolist()).toEqual([[MANY - 1]]);
  });

  it('come from iteration', () => {
    let sum = 0;
    for (const row of rows()) sum += row.item();
    expect(sum).toBe((MANY * (MANY - 1)) / 2);
  });

  it('come from the graph', () => {
    const parts = Array.from({ length: MANY }, (_, index) => tensor([index], { requiresGrad: true }));
    const whole = cat(parts);
    expect(whole.gradFn?.nextFunctions.length).toBe(MANY);
    expect(whole.gradFn?.nextFunctions.at(-1)?.variable?.item()).toBe(MANY - 1);
    expect(autograd.graph(whole).nodes.length).toBeGreaterThan(2 * MANY);
    expect(autograd.grad(whole.sum(), parts).length).toBe(MANY);
    expect(stack(parts).gradFn?.savedTensors).toEqual([]);
  });

  it('come from functions of ones own, both ways', () => {
    class Copies extends autograd.Function {
      static forward(context: autograd.FunctionContext, ...inputs: Tensor[]): Tensor[] {
        context.saveForBackward(...inputs);
        return inputs.map((input) => input.mul(2));
      }

      static backward(context: autograd.FunctionContext, ...grads: (Tensor | null)[]): (Tensor | null)[] {
        return context.savedTensors.map((saved, index) => grads[index]?.mul(saved) ?? null);
      }
    }
    const inputs = Array.from({ length: MANY }, (_, index) => tensor([index], { requiresGrad: true }));
    const outputs = Copies.apply(...inputs) as unknown as Tensor[];
    cat(outputs).sum().backward();
    expect([inputs[1], inputs[MANY - 1]].map((input) => input?.grad?.item())).toEqual([1, MANY - 1]);
  });

  it('are whole for tensors of many dimensions', () => {
    const x = zeros([1]).reshape(Array(60).fill(1));
    expect(x.shape.length).toBe(60);
    expect(x.stride().length).toBe(60);
    expect(x.storageOffset()).toBe(0);
  });
});

describe('calls longer than the buffer', () => {
  const parameters = () => Array.from({ length: MANY }, (_, index) => new nn.Parameter(tensor([index])));

  it('reach operators', () => {
    const whole = cat(Array.from({ length: MANY }, (_, index) => tensor([index])));
    expect(whole.at([0, MANY - 1]).tolist()).toEqual([0, MANY - 1]);
    expect(
      arange(MANY)
        .at(Array.from({ length: MANY }, (_, index) => MANY - 1 - index))
        .at('0:3')
        .tolist(),
    ).toEqual([MANY - 1, MANY - 2, MANY - 3]);
    expect(() => rand([2]).norm('x'.repeat(MANY) as never)).toThrow("only valid string values are 'fro' and 'nuc', found xxx");
    expect(zeros(Array<number>(MANY).fill(1)).shape.length).toBe(MANY);
  });

  it('reach backward', () => {
    const list = parameters();
    autograd.backward(
      list.map((each) => each.mul(3)),
      list.map(() => tensor([2])),
      { inputs: list },
    );
    expect(list.at(-1)?.grad?.item()).toBe(6);
    cat(list).sum().backward(null, { inputs: list });
    expect(list.at(-1)?.grad?.item()).toBe(7);
  });

  it.each([optim.SGD, optim.Adam, optim.RMSprop])('reach %o', (Class) => {
    const list = parameters();
    const optimizer = new (Class as typeof optim.SGD)(list, { lr: 0.5 });
    cat(list).sum().backward();
    optimizer.step();
    expect(list.at(-1)?.item()).toBeLessThan(MANY - 1);
    expect(list[0]?.item()).toBeLessThan(0);
    optimizer.zeroGrad();
    expect(list.at(-1)?.grad).toBe(null);
  });

  it('reach files', () => {
    const path = join(tmpdir(), `tapir-many-${process.pid}.safetensors`);
    const named = Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`t${index}`, tensor([index])]));
    io.saveSafetensors(path, named);
    expect(io.loadSafetensors(path)[`t${MANY - 1}`]?.item()).toBe(MANY - 1);
    expect(readFileSync(path).equals(Buffer.from(io.serializeSafetensors(named)))).toBe(true);
    rmSync(path);
  });

  it('leave the buffer as it was', () => {
    expect(words.length).toBe(4096);
  });
});

describe('two copies of the package in a thread', async () => {
  vi.resetModules();
  const other = await import('../js/index.ts');

  it('have classes of their own and one buffer', async () => {
    expect(other.Tensor).not.toBe(tensor([1]).constructor);
    expect((await import('../js/native/index.ts')).words).toBe(words);
  });

  it('compute side by side', () => {
    const [a, b] = [ones([3]), other.ones([3])];
    for (let round = 0; round < 200; round += 1) {
      a.add_(1);
      b.add_(2);
      expect(a.add(round).at([0, 1]).tolist()).toEqual([round + 2, round + 2].map((each) => each + round));
      expect(b.mul(2).tolist()).toEqual(Array(3).fill(2 * (1 + 2 * (round + 1))));
    }
  });

  it("keep what is theirs through each other's collections and long calls", () => {
    const kept = [rand([4]), other.rand([4])] as const;
    const before = kept.map((each) => each.tolist());
    for (let round = 0; round < 20; round += 1) {
      expect(other.arange(5000).unbind().length).toBe(5000);
      expect(arange(5000).unbind().length).toBe(5000);
      memory.collect();
      other.memory.collect();
    }
    expect(kept.map((each) => each.tolist())).toEqual(before);
  });

  it('may call each other from hooks', () => {
    const x = ones([2], { requiresGrad: true });
    x.registerHook((grad) => {
      const y = other.tensor([1, 2], { requiresGrad: true });
      y.registerHook((inner) => (ones([4]).sum(), inner.mul(3)));
      other.enableGrad(() => y.pow(2).sum()).backward();
      expect(y.grad?.tolist()).toEqual([6, 12]);
      return grad.mul(2);
    });
    x.mul(5).sum().backward();
    expect(x.grad?.tolist()).toEqual([10, 10]);
  });

  it('say so where a tensor of one is given to the other', () => {
    expect(() => ones([2]).matmul(other.ones([2]) as never)).toThrow('must be Tensor, not Tensor of another copy of Tapir');
    expect(() => new optim.SGD([other.ones([2]) as never], { lr: 1 })).toThrow('Tensor of another copy of Tapir');
    expect(() => autograd.grad(ones([]), other.ones([2]) as never)).toThrow('Tensor of another copy of Tapir');
    expect(() => ones([2]).add(ones([2]).sum as never)).toThrow('not function');
  });
});
