/**
 * Activations as modules: a name, parameters, and the function applied, a line each. What they print follows from the
 * parameters.
 */
import { BOOL, FLOAT, INT, optional, required, TEXT } from '../signature.ts';
import * as F from './functional.ts';
import { activation, bareText } from './made.ts';

const INPLACE = optional('inplace', BOOL, false);
const DIM = optional('dim', INT, null);
const ALPHA = optional('alpha', FLOAT, 1);
const LAMBD = optional('lambd', FLOAT, 0.5);

export const ReLU = activation('ReLU', [INPLACE], (x, { inplace }) => F.relu(x, inplace));
export const ReLU6 = activation('ReLU6', [INPLACE], (x, { inplace }) => F.relu6(x, inplace));
export const SELU = activation('SELU', [INPLACE], (x, { inplace }) => F.selu(x, inplace));
export const SiLU = activation('SiLU', [INPLACE], (x, { inplace }) => F.silu(x, inplace));
export const Mish = activation('Mish', [INPLACE], (x, { inplace }) => F.mish(x, inplace));
export const Hardswish = activation('Hardswish', [INPLACE], (x, { inplace }) => F.hardswish(x, inplace));
export const Hardsigmoid = activation('Hardsigmoid', [INPLACE], (x, { inplace }) => F.hardsigmoid(x, inplace));
export const ELU = activation('ELU', [ALPHA, INPLACE], (x, { alpha, inplace }) => F.elu(x, alpha, inplace));
export const CELU = activation('CELU', [ALPHA, INPLACE], (x, { alpha, inplace }) => F.celu(x, alpha, inplace));
export const LeakyReLU = activation('LeakyReLU', [optional('negativeSlope', FLOAT, 0.01), INPLACE], (x, { negativeSlope, inplace }) =>
  F.leakyRelu(x, negativeSlope, inplace),
);
export const Threshold = activation('Threshold', [required('threshold', FLOAT), required('value', FLOAT), INPLACE], (x, o) =>
  F.threshold(x, o.threshold, o.value, o.inplace),
);
export const Softplus = activation('Softplus', [optional('beta', FLOAT, 1), optional('threshold', FLOAT, 20)], (x, { beta, threshold }) =>
  F.softplus(x, beta, threshold),
);
/** In training the slope of every negative element is drawn anew. */
export const RReLU = activation('RReLU', [optional('lower', FLOAT, 1 / 8), optional('upper', FLOAT, 1 / 3), INPLACE], (x, o) =>
  F.rrelu(x, o.lower, o.upper, (o as unknown as { readonly training: boolean }).training, o.inplace),
);
export const Hardshrink = activation('Hardshrink', [LAMBD], (x, { lambd }) => F.hardshrink(x, lambd), bareText);
export const Softshrink = activation('Softshrink', [LAMBD], (x, { lambd }) => F.softshrink(x, lambd), bareText);
export const GELU = activation('GELU', [optional('approximate', TEXT, 'none')], (x, { approximate }) => F.gelu(x, { approximate }));
export const Softmax = activation('Softmax', [DIM], (x, { dim }) => F.softmax(x, dim));
export const LogSoftmax = activation('LogSoftmax', [DIM], (x, { dim }) => F.logSoftmax(x, dim));
export const Softmin = activation('Softmin', [DIM], (x, { dim }) => F.softmin(x, dim));
export const Sigmoid = activation('Sigmoid', [], (x) => x.sigmoid());
export const Tanh = activation('Tanh', [], (x) => x.tanh());
export const LogSigmoid = activation('LogSigmoid', [], (x) => F.logsigmoid(x));
export const Softsign = activation('Softsign', [], (x) => F.softsign(x));
export const Tanhshrink = activation('Tanhshrink', [], (x) => F.tanhshrink(x));

export type ReLU = InstanceType<typeof ReLU>;
export type ReLU6 = InstanceType<typeof ReLU6>;
export type SELU = InstanceType<typeof SELU>;
export type SiLU = InstanceType<typeof SiLU>;
export type Mish = InstanceType<typeof Mish>;
export type Hardswish = InstanceType<typeof Hardswish>;
export type Hardsigmoid = InstanceType<typeof Hardsigmoid>;
export type ELU = InstanceType<typeof ELU>;
export type CELU = InstanceType<typeof CELU>;
export type LeakyReLU = InstanceType<typeof LeakyReLU>;
export type Threshold = InstanceType<typeof Threshold>;
export type Softplus = InstanceType<typeof Softplus>;
export type RReLU = InstanceType<typeof RReLU>;
export type Hardshrink = InstanceType<typeof Hardshrink>;
export type Softshrink = InstanceType<typeof Softshrink>;
export type GELU = InstanceType<typeof GELU>;
export type Softmax = InstanceType<typeof Softmax>;
export type LogSoftmax = InstanceType<typeof LogSoftmax>;
export type Softmin = InstanceType<typeof Softmin>;
export type Sigmoid = InstanceType<typeof Sigmoid>;
export type Tanh = InstanceType<typeof Tanh>;
export type LogSigmoid = InstanceType<typeof LogSigmoid>;
export type Softsign = InstanceType<typeof Softsign>;
export type Tanhshrink = InstanceType<typeof Tanhshrink>;
