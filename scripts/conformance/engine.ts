/**
 * The package under test as the runner sees it: the few members it calls itself, and names looked up by rule.
 * Data names things as PyTorch does; the rule to ours is snake_case → camelCase along a dotted path, nothing else.
 */

import type { Elements } from './host.ts';

/** A tensor of the package. */
export interface LiveTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly device: string;
  readonly requiresGrad: boolean;
  grad: LiveTensor | null | undefined;
  toTypedArray(): Elements;
  reshape(shape: readonly number[]): LiveTensor;
  asStrided(size: readonly number[], stride: readonly number[], storageOffset: number): LiveTensor;
  requiresGrad_(requiresGrad?: boolean): LiveTensor;
  to(device: string): LiveTensor;
  clone(): LiveTensor;
  detach(): LiveTensor;
  backward(gradient?: LiveTensor): void;
}

type ErrorClass = new (...args: never[]) => Error;

/** The package's namespace. */
export interface Engine {
  readonly Tensor: abstract new (...args: never[]) => LiveTensor;
  readonly TapirError: ErrorClass;
  readonly InternalError: ErrorClass;
  tensor(data: unknown, options: { dtype: string }): LiveTensor;
  float(value: number): unknown;
  getDefaultDevice(): string;
  setDefaultDevice(device: string): void;
  manualSeed(seed: number | bigint): unknown;
  noGrad<T>(body: () => T): T;
  readonly autograd: {
    grad(
      outputs: readonly LiveTensor[],
      inputs: readonly LiveTensor[],
      options: { gradOutputs: readonly LiveTensor[]; createGraph?: boolean; allowUnused?: boolean },
    ): readonly (LiveTensor | null | undefined)[];
    backward(tensors: readonly LiveTensor[], gradTensors: readonly LiveTensor[]): void;
  };
  readonly [name: string]: unknown;
}

/** Runs what draws for lists and for tensors from one stream, as only the CPU has it. */
export function onCpu<T>(engine: Engine, body: () => T): T {
  const device = engine.getDefaultDevice();
  engine.setDefaultDevice('cpu');
  try {
    return body();
  } finally {
    engine.setDefaultDevice(device);
  }
}

/** The package has no such name. Counted as a failure whose reason is `missing`. */
export class Missing extends Error {
  readonly missing: string;

  constructor(missing: string) {
    super(`missing: ${missing}`);
    this.missing = missing;
  }
}

/** `log_softmax` → `logSoftmax`; `relu_` keeps its underscore. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-zA-Z0-9])_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The member at a dotted PyTorch name, `nn.functional.log_softmax`, of the package. */
export function resolve(engine: Engine, name: string): unknown {
  let owner: unknown = engine;
  for (const part of name.split('.')) {
    owner = (owner as Record<string, unknown>)[camelCase(part)];
    if (owner === undefined || owner === null) throw new Missing(name);
  }
  return owner;
}

/** Positional arguments and, where there are any, one trailing options object with camelCase keys. */
export function withOptions(args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown[] {
  const entries = Object.entries(kwargs).map(([key, value]) => [camelCase(key), value] as const);
  return entries.length === 0 ? [...args] : [...args, Object.fromEntries(entries)];
}

export function callFunction(engine: Engine, name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>> = {}): unknown {
  const target = resolve(engine, name);
  if (typeof target !== 'function') throw new Missing(name);
  return target(...withOptions(args, kwargs));
}

export function callMethod(self: unknown, name: string, args: readonly unknown[] = [], kwargs: Readonly<Record<string, unknown>> = {}): unknown {
  // Python's own names are symbols.
  const key = name.startsWith('__') ? Symbol.for(`tapir.${name}`) : camelCase(name);
  const method = (self as Record<string | symbol, unknown>)[key];
  if (typeof method !== 'function') throw new Missing(name);
  return method.apply(self, withOptions(args, kwargs));
}

/** The class `nn.Conv2d`, constructed. */
export function construct(engine: Engine, name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>> = {}): unknown {
  const target = resolve(engine, name);
  if (typeof target !== 'function') throw new Missing(name);
  return Reflect.construct(target, withOptions(args, kwargs));
}

export function isTensor(engine: Engine, value: unknown): value is LiveTensor {
  return value instanceof engine.Tensor;
}
