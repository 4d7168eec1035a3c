/** Optimisers and learning-rate schedules. */
export * as lrScheduler from './lr-scheduler/index.ts';

export { Adadelta, type AdadeltaOptions } from './adadelta.ts';
export { Adam, AdamW, type AdamOptions } from './adam.ts';
export { type GroupInput, Optimizer, type OptimizerStateDict, type ParamGroup, type ParamsInput } from './optimizer.ts';
export { RMSprop, type RMSpropOptions } from './rmsprop.ts';
export { SGD, type SGDOptions } from './sgd.ts';
