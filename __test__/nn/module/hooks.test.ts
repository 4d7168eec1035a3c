import { expect, test } from 'vitest';
import { nn, ones, type Tensor, tensor } from '../../../js/index.ts';

test('pre-hooks run before forward, hooks after it, in the order of registration', () => {
  const order: string[] = [];
  class Noisy extends nn.Module {
    override forward(x: Tensor): Tensor {
      order.push('forward');
      return x;
    }
  }
  const module = new Noisy();
  module.registerForwardHook(() => void order.push('hook'));
  module.registerForwardPreHook(() => void order.push('pre'));
  module.registerForwardPreHook(() => void order.push('first'), { prepend: true });
  module.call(ones([1]));
  expect(order).toEqual(['first', 'pre', 'forward', 'hook']);
  module.forward(ones([1]));
  expect(order).toHaveLength(5);
});

test('hooks may replace arguments and output, until they are removed', () => {
  const module = new nn.Identity();
  const pre = module.registerForwardPreHook((_, [x]) => [(x as Tensor).add(1)]);
  const post = module.registerForwardHook((_, __, y) => (y as Tensor).mul(10));
  expect(module.call(tensor([1])).tolist()).toEqual([20]);
  pre.remove();
  post.remove();
  expect(module.call(tensor([1])).tolist()).toEqual([1]);
});

test('a full backward hook sees the gradients of inputs and outputs and may replace the former', () => {
  const layer = new nn.Linear(2, 1, { bias: false });
  layer.loadStateDict({ weight: tensor([[2, 3]]) });
  const seen: unknown[] = [];
  layer.registerFullBackwardHook((_, gradInput, gradOutput) => {
    seen.push(gradInput[0]?.tolist(), gradOutput[0]?.tolist());
    return [gradInput[0]!.mul(10)];
  });
  const x = tensor([[1, 1]], { requiresGrad: true });
  layer.call(x).sum().backward();
  expect(seen).toEqual([[[2, 3]], [[1]]]);
  expect(x.grad?.tolist()).toEqual([[20, 30]]);
  expect(layer.weight.grad?.tolist()).toEqual([[1, 1]]);
});

test('a full backward hook is called although no input wants a gradient', () => {
  const layer = new nn.Linear(2, 1);
  const seen: unknown[] = [];
  layer.registerFullBackwardHook((_, gradInput, gradOutput) => void seen.push(gradInput, gradOutput[0]?.tolist()));
  layer
    .call(ones([1, 2]))
    .sum()
    .backward();
  expect(seen).toEqual([[null], [[1]]]);
});

test('a backward pre-hook may replace the gradients of the outputs', () => {
  const layer = new nn.Linear(1, 1, { bias: false });
  layer.registerFullBackwardPreHook((_, [grad]) => [grad!.mul(5)]);
  layer
    .call(ones([1, 1]))
    .sum()
    .backward();
  expect(layer.weight.grad?.tolist()).toEqual([[5]]);
});
