/** Neural networks: modules, layers, losses, initialisation. */
export * as functional from './functional.ts';
export * as init from './init.ts';
export * as utils from './utils/index.ts';

export { Module } from './module/module.ts';
export { Parameter } from './module/parameter.ts';
export type { IncompatibleKeys, LoadOptions, StateDict } from './module/state.ts';
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook } from './module/hooks.ts';
export type { Activation, ModuleClass } from './layer.ts';
export * from './activation.ts';
export * from './containers/modules.ts';
export * from './containers/parameters.ts';
export * from './conv/convolution.ts';
export * from './dropout.ts';
export * from './embedding.ts';
export * from './flatten.ts';
export * from './linear.ts';
export * from './loss/classification.ts';
export type { Loss } from './loss/loss.ts';
export * from './loss/regression.ts';
export * from './norm/layer-norm.ts';
export * from './pool/average.ts';
export * from './pool/max.ts';
