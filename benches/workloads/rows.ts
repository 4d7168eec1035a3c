/** Kernels over rows, orders and places: what stands between the products of a network. */
import { autograd, nn, rand, randint, randn } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

/** A call over inputs that are made once. */
function over<T>(name: string, make: () => T, work: (inputs: T) => unknown): Workload {
  return {
    name,
    unit: 'µs',
    prepare() {
      const inputs = make();
      return (count) => {
        for (let index = 0; index < count; index += 1) work(inputs);
      };
    },
  };
}

const million = () => rand([1_000_000]) as Tensor;
const wide = () => randn([4096, 1024]) as Tensor;

/** Forward and backward over a vocabulary of 32,000. */
const crossEntropy = over(
  'xent-32k',
  () => ({ logits: (randn([512, 32_000]) as Tensor).requiresGrad_(), labels: randint(0, 32_000, [512]) as Tensor }),
  ({ logits, labels }) => autograd.grad(nn.functional.crossEntropy(logits, labels), logits),
);

const embeddingBackward = over(
  'embedding-backward',
  () => {
    const weight = (randn([10_000, 256]) as Tensor).requiresGrad_();
    const result = nn.functional.embedding(randint(0, 10_000, [4096]), weight);
    return { weight, result, gradient: randn([4096, 256]) as Tensor };
  },
  ({ weight, result, gradient }) => autograd.grad(result, weight, { gradOutputs: gradient, retainGraph: true }),
);

export const rows: readonly Workload[] = [
  over('softmax', wide, (x) => x.softmax(-1)),
  over(
    'layernorm',
    () => ({ x: wide(), weight: rand([1024]), bias: rand([1024]) }),
    ({ x, weight, bias }) => nn.functional.layerNorm(x, [1024], weight, bias),
  ),
  crossEntropy,
  embeddingBackward,
  over('sort-1e6', million, (x) => x.sort()),
  over('cumsum', million, (x) => x.cumsum(0)),
  over(
    'gather',
    () => ({ x: million(), index: randint(0, 1_000_000, [1_000_000]) as Tensor }),
    ({ x, index }) => x.gather(0, index),
  ),
  over(
    'randn-1e6',
    () => null,
    () => randn([1_000_000]),
  ),
];

export const convolutions: readonly Workload[] = [...convolution('conv-64x56', [64, 64, 3, 3], 1), ...convolution('depthwise', [64, 1, 3, 3], 64)];

/** Images of 56² with 64 channels, forward and backward apart. */
function convolution(name: string, size: readonly number[], groups: number): readonly Workload[] {
  const make = () => ({ x: randn([8, 64, 56, 56]) as Tensor, weight: randn(size) as Tensor });
  const forward = (x: Tensor, weight: Tensor) => nn.functional.conv2d(x, weight, null, { padding: 1, groups });
  const recorded = () => {
    const { x, weight } = make();
    const inputs = [x.requiresGrad_(), weight.requiresGrad_()];
    return { inputs, result: forward(x, weight), gradient: randn([8, 64, 56, 56]) as Tensor };
  };
  return [
    over(name, make, ({ x, weight }) => forward(x, weight)),
    over(`${name}-backward`, recorded, ({ inputs, result, gradient }) => autograd.grad(result, inputs, { gradOutputs: gradient, retainGraph: true })),
  ];
}
