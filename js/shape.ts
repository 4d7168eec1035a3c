/**
 * The shapes of results, computed by the compiler, and sentences for the shapes that do not fit.
 * Each rule `X<…>` has a twin `CheckX<…>`, `unknown` where the shapes fit and else the error's text, which an operation
 * intersects into the parameter at fault: `add<B extends Shape>(other: Tensor<B> & CheckBroadcast<S, B>)`.
 * Only types, and nothing of tensors.
 */
export type { CheckDims, Dims } from './shape/axis.ts';
export type { Broadcast, CheckBroadcast } from './shape/broadcast.ts';
export type { Numel, Shape, ShapesOf, Show } from './shape/core.ts';
export type { Cat, CheckCat, CheckStack, Stack } from './shape/join.ts';
export type { CheckLinear, CheckMatMul, LinearOut, MatMul } from './shape/matmul.ts';
export type { CheckPermute, Permute, Transpose } from './shape/order.ts';
export type { Reduce } from './shape/reduce.ts';
export type { CheckUnsqueeze, Squeeze, Unsqueeze } from './shape/squeeze.ts';
export type { CheckView, View } from './shape/view.ts';
