/** Calls an operator of the package on the arguments of a stored case, and differentiates what came out. */
import type { Checked } from './checks.ts';
import { flatten } from './compare.ts';
import { callFunction, callMethod, camelCase, type Engine, isTensor, type LiveTensor, Missing } from './engine.ts';
import { type HostTensor, toLive } from './host.ts';
import { decodeArguments, decodeOptions, type Json, type Reading } from './values.ts';

/** The first line of a file. */
export interface OpHeader {
  readonly op: string;
  readonly call: 'function' | 'method' | 'property' | 'aten';
  readonly inplace: boolean;
}

/** Any other line. */
export interface OpCase extends Checked {
  readonly id: number;
  readonly kind: 'value' | 'error';
  readonly seed?: number;
  readonly mutated?: Readonly<Record<string, Json>>;
  readonly grads?: Readonly<Record<string, Json>>;
  readonly gradRtol?: number;
  readonly gradAtol?: number;
  readonly error?: { readonly regex: string; readonly raised: string };
}

/** Calls the operator on arguments that `reading` makes of the case. */
export function invoke(engine: Engine, header: OpHeader, stored: OpCase, reading: Reading): unknown {
  if (stored.seed !== undefined) engine.manualSeed(stored.seed);
  const args = decodeArguments(engine, stored.args, reading);
  const kwargs = decodeOptions(engine, stored.kwargs, reading);
  const [self, ...rest] = args;
  switch (header.call) {
    case 'method':
      return callMethod(self, header.op, rest, kwargs);
    case 'property': {
      const key = camelCase(header.op);
      if (self === null || typeof self !== 'object' || !(key in self)) throw new Missing(key);
      return (self as Record<string, unknown>)[key];
    }
    case 'aten':
      return callFunction(engine, `aten.${header.op}`, args, kwargs);
    default:
      return callFunction(engine, header.op, args, kwargs);
  }
}

/** The gradients of Σ gradOutputs·outputs; null where none arrives. */
export function gradientsOf(
  engine: Engine,
  result: unknown,
  gradOutputs: readonly (HostTensor | null)[],
  inputs: readonly LiveTensor[],
  createGraph: boolean,
): readonly (LiveTensor | null | undefined)[] {
  const fed = flatten(engine, result).flatMap((output, index) => {
    const gradient = gradOutputs[index] ?? null;
    return gradient !== null && isTensor(engine, output) && output.requiresGrad ? [{ output, gradient: toLive(engine, gradient).to(output.device) }] : [];
  });
  if (fed.length === 0 || inputs.length === 0) return inputs.map(() => null);
  const options = { gradOutputs: fed.map(({ gradient }) => gradient), createGraph, allowUnused: true };
  return engine.autograd.grad(
    fed.map(({ output }) => output),
    inputs,
    options,
  );
}
