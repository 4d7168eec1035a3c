/**
 * Tapir: NumPy, automatic differentiation and GPUs for TypeScript. This file is the whole public surface.
 */
import './dispatch/operator.ts';

export * from './ops/functions.ts';
export * as linalg from './ops/linalg.ts';
export * as special from './ops/special.ts';

export { type BackwardOptions, type Index, isTensor, type Removable, Tensor, type TensorData } from './tensor.ts';
export { float, FloatNumber, type Scalar } from './scalar.ts';
export type { Complex, Nested } from './elements.ts';
export type { DType, TypedArray } from './dtype.ts';
export { type Device, getDefaultDevice, setDefaultDevice } from './device.ts';
export type { Shape } from './shape.ts';
export { tensor, type TensorOptions } from './creation.ts';
export { fromBuffer, type FromBufferOptions } from './frombuffer.ts';
export * from './legacy.ts';
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from './generator.ts';

export * as optim from './optim/index.ts';
export * as data from './data/index.ts';
export * as utils from './torch-utils.ts';
export * as nn from './nn/index.ts';
export * as io from './io/index.ts';
export { load, safeOpen, save } from './io/index.ts';
export * as autograd from './autograd/index.ts';
export { enableGrad, inferenceMode, isGradEnabled, isInferenceModeEnabled, noGrad, setGradEnabled } from './autograd/mode.ts';

export {
  AutogradError,
  DependencyError,
  DeviceError,
  DTypeError,
  type ErrorCode,
  FormatError,
  InternalError,
  OutOfMemoryError,
  ShapeError,
  TapirError,
  TensorIndexError,
  ValueError,
} from './error.ts';
export { type DeviceMemoryStats, memory, type MemoryStats } from './memory.ts';
export { keep, scope } from './scope.ts';
export { type WarningKind, warnings } from './warnings.ts';
export { getNumThreads, setNumThreads } from './threads.ts';
export { getPrintOptions, type PrintOptions, type PrintSettings, setPrintOptions } from './inspect.ts';
