/** Learning-rate schedules: PyTorch's `torch.optim.lr_scheduler`. */
export { LRScheduler, type SchedulerStateDict } from './base.ts';
export { ChainedScheduler, SequentialLR } from './combined.ts';
export { CosineAnnealingLR, CosineAnnealingWarmRestarts } from './cosine.ts';
export { CyclicLR, type CyclicOptions, OneCycleLR, type OneCycleOptions } from './cycle.ts';
export {
  ConstantLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  type LrLambda,
  MultiplicativeLR,
  MultiStepLR,
  PolynomialLR,
  StepLR,
} from './decay.ts';
export { type PlateauOptions, ReduceLROnPlateau } from './plateau.ts';
