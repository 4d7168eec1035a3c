/** Neural networks: modules, layers, losses, initialisation. */
export * as functional from './functional.ts';
export * as init from './init.ts';
export * as utils from './utils.ts';

export { Module } from './module.ts';
export { Parameter } from './parameter.ts';
export type { IncompatibleKeys, LoadOptions, StateDict } from './state.ts';
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook } from './hooks.ts';
export * from './activations.ts';
export * from './bounded.ts';
export * from './containers.ts';
export { Conv2d } from './convolution.ts';
export * from './dropout.ts';
export type { Activation, Loss, ModuleClass } from './made.ts';
export * from './embedding.ts';
export * from './flatten.ts';
export * from './linear.ts';
export * from './losses.ts';
export * from './normalization.ts';
export * from './parameter-containers.ts';
export * from './pooling.ts';
