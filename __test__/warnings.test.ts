/** Warnings: each kind once, in PyTorch's words, through Node's own mechanism, and only if wanted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autograd, nn, ones, optim, type Tensor, tensor, ValueError, warnings, zeros } from '../js/index.ts';

let codes: string[] = [];
let messages: string[] = [];
const listen = (warning: Error & { code?: string }) => {
  codes.push(warning.code ?? warning.name);
  messages.push(warning.message);
};
const later = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  [codes, messages] = [[], []];
  warnings.on();
  process.on('warning', listen);
});

afterEach(() => {
  process.off('warning', listen);
  warnings.on();
});

async function codesOf(body: () => unknown): Promise<string[]> {
  body();
  body();
  // The engine's warnings are delivered with the operator that gave them.
  await later();
  return codes;
}

describe('a warning', () => {
  it('of a loss of different sizes has the sizes', async () => {
    const losses = [nn.functional.mseLoss, nn.functional.l1Loss, nn.functional.smoothL1Loss, nn.functional.huberLoss];
    for (const loss of losses as readonly ((input: Tensor, target: Tensor) => Tensor)[]) {
      warnings.on();
      loss(zeros([3, 1]), zeros([3]));
      await later();
      expect(messages.at(-1)).toBe(
        'Using a target size (torch.Size([3])) that is different to the input size (torch.Size([3, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.',
      );
    }
    nn.functional.mseLoss(zeros([3]), zeros([3]));
    expect(codes).toHaveLength(4);
  });

  it('of softmax without a dimension', async () => {
    expect(await codesOf(() => nn.functional.softmax(zeros([2, 2])))).toEqual(['TAPIR_IMPLICIT_DIM']);
    expect(messages[0]).toBe('Implicit dimension choice for softmax has been deprecated. Change the call to include dim=X as an argument.');
  });

  it('of .grad of a result, not of a leaf, a tensor without gradient, or one that keeps it', async () => {
    const x = tensor([1], { requiresGrad: true });
    const y = x.mul(2);
    const kept = x.mul(3);
    kept.retainGrad();
    expect([x.grad, kept.grad, zeros([1]).grad]).toEqual([null, null, null]);
    await later();
    expect(codes).toEqual([]);
    expect(await codesOf(() => y.grad)).toEqual(['TAPIR_NON_LEAF_GRAD']);
  });

  it('of a scheduler before its optimiser, and of one that is told the epoch', async () => {
    const make = () => {
      const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
      return { optimizer, scheduler: new optim.lrScheduler.StepLR(optimizer, 1) };
    };
    const right = make();
    right.optimizer.step();
    right.scheduler.step();
    await later();
    expect(codes).toEqual([]);
    expect(await codesOf(() => make().scheduler.step())).toEqual(['TAPIR_SCHEDULER_ORDER']);
    right.scheduler.step(3);
    await later();
    expect(codes.at(-1)).toBe('TAPIR_SCHEDULER_EPOCH');
  });

  it('of a graph of gradients by backward, of a copy of a tensor, of a parameter given twice', async () => {
    const x = tensor([1], { requiresGrad: true });
    x.mul(x).sum().backward(null, { createGraph: true });
    x.grad = null;
    tensor(ones([1]) as never);
    new optim.SGD([x, x], { lr: 1 });
    await later();
    expect(codes).toEqual(['TAPIR_GRAD_CYCLE', 'TAPIR_COPY_CONSTRUCT', 'TAPIR_DUPLICATE_PARAMETER']);
  });

  it('of too few elements, of old flags, of a lost imaginary part', async () => {
    zeros([1]).std();
    nn.functional.mseLoss(zeros([1]), zeros([1]), { sizeAverage: false });
    tensor([{ re: 1, im: 1 }]).to('float32');
    await later();
    expect(codes).toEqual(['TAPIR_DEGREES_OF_FREEDOM', 'TAPIR_OLD_REDUCTION', 'TAPIR_COMPLEX_CAST']);
    expect(messages[0]).toContain('std(): degrees of freedom is <= 0.');
  });

  it('is not given if it is off', async () => {
    warnings.off('implicitDim');
    nn.functional.softmax(zeros([2]));
    warnings.off();
    void tensor([1], { requiresGrad: true }).mul(2).grad;
    await later();
    expect(codes).toEqual([]);
    expect(() => warnings.off('nonsense' as never)).toThrow(ValueError);
  });
});

describe('a gradient of gradients', () => {
  it('by autograd.grad is not warned of', async () => {
    const x = tensor([1], { requiresGrad: true });
    autograd.grad(x.mul(x).sum(), x, { createGraph: true });
    await later();
    expect(codes).toEqual([]);
  });
});
