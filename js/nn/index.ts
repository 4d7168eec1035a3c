/** Neural networks: modules, layers, losses, initialisation. */
export * as functional from './functional.ts';
export * as init from './init.ts';
export * as utils from './utils/index.ts';

export { Module } from './module/module.ts';
export { Parameter } from './module/parameter.ts';
export type { IncompatibleKeys, LoadOptions, StateDict } from './module/state.ts';
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook } from './module/hooks.ts';
export * from './activation.ts';
export * from './bounded.ts';
export * from './containers/modules.ts';
export { Conv2d } from './conv/convolution.ts';
export * from './dropout.ts';
export type { Activation, Loss, ModuleClass } from './made.ts';
export * from './embedding.ts';
export * from './flatten.ts';
export * from './linear.ts';
export * from './loss/losses.ts';
export * from './norm/layer-norm.ts';
export * from './containers/parameters.ts';
export * from './pool/max.ts';
