import { expectTypeOf, test } from 'vitest';
import { nn, type Tensor } from '../../js/index.ts';

declare function shaped<const S extends readonly number[]>(...sizes: S): Tensor<S>;

test('a linear layer replaces the last size', () => {
  const layer = new nn.Linear(784, 128);
  expectTypeOf(layer).toEqualTypeOf<nn.Linear<784, 128>>();
  expectTypeOf(layer.call(shaped(32, 784)).shape).toEqualTypeOf<readonly [32, 128]>();
  expectTypeOf(layer.forward(shaped(8, 16, 784)).shape).toEqualTypeOf<readonly [8, 16, 128]>();
});

test('layers with options keep their sizes', () => {
  const layer = new nn.Linear(4, 2, { bias: false });
  expectTypeOf(layer.weight.shape).toEqualTypeOf<readonly [2, 4]>();
});

test('an input of another width is refused with both shapes', () => {
  const layer = new nn.Linear(4, 2);
  // @ts-expect-error mat1 and mat2 shapes cannot be multiplied (3x5 and 4x2)
  layer.call(shaped(3, 5));
});

test('sizes that are not known pass', () => {
  const layer = new nn.Linear(4, 2);
  expectTypeOf(layer.call({} as Tensor)).toExtend<Tensor>();
});

test('activations keep the shape', () => {
  expectTypeOf(new nn.ReLU().call(shaped(3, 5)).shape).toEqualTypeOf<readonly [3, 5]>();
  expectTypeOf(new nn.Dropout(0.1).call(shaped(3, 5)).shape).toEqualTypeOf<readonly [3, 5]>();
});

test('call has the arguments and the result of forward', () => {
  class Net extends nn.Module {
    override forward(x: Tensor, scale: number): [Tensor, number] {
      return [x, scale];
    }
  }
  expectTypeOf(new Net().call).parameters.toEqualTypeOf<[Tensor, number]>();
  expectTypeOf(new Net().call).returns.toEqualTypeOf<[Tensor, number]>();
  expectTypeOf(new Net()).toExtend<nn.Module>();
  expectTypeOf(new nn.Linear(1, 1)).toExtend<nn.Module>();
  // @ts-expect-error a model has the members it declares
  void new Net().layer;
});

test('constructors know their arguments', () => {
  new nn.ELU(2, true);
  new nn.ELU({ alpha: 2 });
  new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
  // @ts-expect-error no such option
  new nn.ELU({ beta: 2 });
  // @ts-expect-error a plain tensor is no parameter
  new nn.Linear(1, 1).bias = {} as Tensor<readonly [1]>;
});

test('layers have their parameters as read-only fields, and what they learn', () => {
  const conv = new nn.Conv2d(1, 2, 3, { padding: 'same' });
  expectTypeOf(conv.kernelSize).toEqualTypeOf<readonly number[]>();
  expectTypeOf(conv.padding).toEqualTypeOf<string | readonly number[]>();
  expectTypeOf(conv.bias).toEqualTypeOf<nn.Parameter | null>();
  expectTypeOf(conv.call).parameters.toEqualTypeOf<[input: Tensor]>();
  conv.bias = null;
  // @ts-expect-error a field that follows from the arguments
  conv.groups = 2;
  // @ts-expect-error where it was made is told by its parameters
  void conv.device;
  expectTypeOf(new nn.MaxPool2d(2).stride).toEqualTypeOf<number | readonly number[]>();
  expectTypeOf(new nn.LayerNorm(2).call({} as Tensor<readonly [3, 2]>).shape).toEqualTypeOf<readonly [3, 2]>();
  // @ts-expect-error kernelSize is missing
  new nn.Conv2d(1, 2, { stride: 2 });
});

test('a class that extends a layer has its types', () => {
  class Scaled extends nn.Conv2d {
    override forward(input: Tensor, scale = 1): Tensor {
      return super.forward(input).mul(scale);
    }
  }
  const scaled = new Scaled(1, 1, 3);
  expectTypeOf(scaled.weight).toEqualTypeOf<nn.Parameter>();
  scaled.call({} as Tensor, 2);
  // @ts-expect-error what its own forward takes
  scaled.call({} as Tensor, 'two');
});
