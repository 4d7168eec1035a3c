/** States of modules and optimisers: dictionaries of tensors by PyTorch's keys, made live and compared. */
import { compareTensor, prefixed, type Tolerance, type Verdict } from './compare.ts';
import { callMethod, type Engine, isTensor, type LiveTensor } from './engine.ts';
import { decodeTensor, type HostTensor, hostOf, toLive } from './host.ts';
import { type Json, tensorOf } from './values.ts';

type Named = Readonly<Record<string, Json>>;

export function equalText(actual: string, expected: string): Verdict {
  return actual === expected ? null : `expected\n${expected}\ngot\n${actual}`;
}

/** Entries of a Map or of a plain object. */
export function entriesOf(value: unknown): [string, unknown][] {
  return value instanceof Map ? [...value.entries()] : Object.entries(value as object);
}

/** The stored state as live tensors by PyTorch's key. */
export function liveState(engine: Engine, state: Named): Record<string, LiveTensor> {
  const entries = Object.entries(state).flatMap(([key, value]) => {
    const encoded = tensorOf(value);
    return encoded === null ? [] : [[key, toLive(engine, decodeTensor(encoded))] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Some units in the last place, or eight times PyTorch's own rounding against float64 where that is more (2e-6 where a record does
 * not tell it). With AVX-512 the gradients of modules need 0.57 of this, their outputs and the optimisers 0.25; the rest is for lanes
 * of other widths.
 */
export function roundingTolerance(err64: number | null | undefined): Tolerance {
  return { rtol: 1e-6, atol: 1e-7, floor: 8 * (err64 ?? 2e-6) };
}

/** Every entry of a state dict against stored tensors. */
export function compareState(engine: Engine, module: unknown, expected: ReadonlyMap<string, HostTensor>, tolerance: Tolerance): Verdict {
  const state = new Map(entriesOf(callMethod(module, 'state_dict')));
  for (const [key, host] of expected) {
    const tensor = state.get(key);
    if (!isTensor(engine, tensor)) return `no entry ${key}`;
    const verdict = compareTensor(hostOf(tensor), host, tolerance);
    if (verdict !== null) return prefixed(key, verdict);
  }
  return null;
}
