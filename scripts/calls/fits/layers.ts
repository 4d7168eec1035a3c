/** Layers and losses. */
import { type Fit, type Fits, type Scale, type Values, real, square, whole } from '../fit.ts';

/** A batch of images of so many dimensions, of few channels where they are many. */
function images({ small }: Scale, rank: number): readonly number[] {
  if (small) return [1, 2, ...Array<number>(rank).fill(6)];
  return { 1: [16, 32, 2000], 2: [8, 32, 64, 64], 3: [4, 8, 32, 32, 32] }[rank] as readonly number[];
}

function channels(scale: Scale, rank: number): readonly [number, number] {
  const [, input = 1] = images(scale, rank);
  return [input, scale.small ? 3 : input];
}

function convolution(rank: number): Fit {
  return {
    values: (scale) => {
      const [input, output] = channels(scale, rank);
      return {
        input: real(scale, images(scale, rank)),
        weight: real(scale, [output, input, ...Array<number>(rank).fill(3)], -0.2, 0.2, { seed: 2 }),
        bias: real(scale, [output], -1, 1, { seed: 4 }),
        padding: (kind) => (kind === 'Str' ? 'same' : 0),
      };
    },
  };
}

function transposed(rank: number): Fit {
  return {
    values: (scale) => {
      const kernel = Array<number>(rank).fill(3);
      return { input: real(scale, images(scale, rank)), weight: real(scale, [...channels(scale, rank), ...kernel], -0.2, 0.2, { seed: 2 }) };
    },
  };
}

function pooling(rank: number, indices = false): Fit {
  return { values: (scale) => ({ input: real(scale, images(scale, rank)), kernel_size: 2, ...(indices ? { return_indices: true } : {}) }) };
}

const losses: Fit = {
  values: (scale) => ({ input: real(scale, square(scale), 0.01, 0.99), target: real(scale, square(scale), 0, 1, { seed: 2, grad: false }) }),
};

const classes: Fit = {
  values: (scale) => ({ input: real(scale, square(scale), -3, 0), target: whole([scale.rows], scale.columns) }),
};

function normalized(scale: Scale): Values {
  const { columns } = scale;
  return { normalized_shape: [columns], weight: real(scale, [columns], 0.5, 1.5, { seed: 2 }), bias: real(scale, [columns], -1, 1, { seed: 3 }) };
}

export const layers: Fits = {
  softmax: { dims: [1, 0] },
  log_softmax: { dims: [1, 0] },
  softmin: { dims: [1, 0] },
  mse_loss: losses,
  l1_loss: losses,
  smooth_l1_loss: losses,
  huber_loss: losses,
  binary_cross_entropy: losses,
  binary_cross_entropy_with_logits: losses,
  nll_loss: classes,
  cross_entropy: classes,
  layer_norm: { values: normalized },
  native_layer_norm: { values: (scale) => ({ ...normalized(scale), eps: 1e-5 }) },
  conv1d: convolution(1),
  conv2d: convolution(2),
  conv3d: convolution(3),
  conv_transpose1d: transposed(1),
  conv_transpose2d: transposed(2),
  conv_transpose3d: transposed(3),
  avg_pool1d: pooling(1),
  avg_pool2d: pooling(2),
  avg_pool3d: pooling(3),
  max_pool1d: pooling(1, true),
  max_pool2d: pooling(2, true),
  max_pool3d: pooling(3, true),
  max_pool1d_with_indices: pooling(1),
  max_pool2d_with_indices: pooling(2),
  max_pool3d_with_indices: pooling(3),
};
