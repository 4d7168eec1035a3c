/**
 * Inputs that both sides make alike: a number is a hash of its place and a seed. `input` of torch_sweep.py is the twin.
 * Knows nothing of operators.
 */
import { type DType, type Tensor, tensor } from '../../js/index.ts';
import type { Input } from '../../scripts/calls/argument.ts';

/** A whole number below 2³², the same as there. */
function hash(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function isWhole(dtype: DType): boolean {
  return /^u?int/.test(dtype);
}

function valuesOf({ shape, dtype, low, high, seed, walk = false }: Input): Float64Array {
  const values = new Float64Array(shape.reduce((product, size) => product * size, 1));
  const last = shape.at(-1) ?? 1;
  const whole = isWhole(dtype);
  for (let index = 0; index < values.length; index += 1) {
    if (walk) {
      values[index] = (Math.floor(index / last) + 7 * (index % last)) % high;
      continue;
    }
    const value = low + (hash(index + seed * 0x9e3779b1) / 2 ** 32) * (high - low);
    values[index] = whole ? Math.floor(value) : value;
  }
  return values;
}

/** Made before; many operators take the same. */
const made = new Map<string, Tensor>();
const MOST_MADE = 24;

export function clearInputs(): void {
  made.clear();
}

/** The tensor itself, never written to by others: an in-place operator gets a copy. */
export function makeInput(input: Input, fresh: boolean): Tensor {
  const key = JSON.stringify(input);
  let found = made.get(key);
  if (found === undefined) {
    found = tensor(valuesOf(input), { dtype: 'float64' }).reshape(input.shape) as Tensor;
    found = (input.dtype === 'bool' ? found.gt(0) : found.to(input.dtype)) as Tensor;
    if (made.size >= MOST_MADE) made.clear();
    made.set(key, found);
  }
  if (fresh) return found.clone() as Tensor;
  return found;
}
