/**
 * The second derivative: the derivative of the gradients along one direction, by backward through backward and by
 * central differences of the gradients. Everything is float64, so that differences carry eight digits.
 */
import { isWithin, type Verdict } from './compare.ts';
import type { Engine, LiveTensor } from './engine.ts';
import { contiguous, decodeTensor, fromNumbers, type HostTensor, hostOf, isFloating, numbers, toLive } from './host.ts';
import { gradientsOf, invoke, type OpCase, type OpHeader } from './invoke.ts';
import { type Json, tensorOf } from './values.ts';

/** The first is best for smooth functions; the second for those that bend or jump within the first, as `atanh` near one. */
const STEPS = [1e-5, 1e-7];
/** Of the gradients and the derivative together. `atanh` needs 4.2e-8, all but fourteen of 2,978 cases less than 1e-9. */
const TOLERANCE = 1e-7;

/** `not differentiable`: the gradients are no numbers or jump at this point, so that there is nothing to compare with. */
export function compareSecond(engine: Engine, header: OpHeader, stored: OpCase): Verdict | 'not differentiable' {
  const probe = new Probe(engine, header, stored);
  const analytic = probe.alongDirection();
  if (analytic === null) return null;
  const here = probe.weighted(0);
  if (!Number.isFinite(here)) return 'not differentiable';
  let [numeric, jump, allowed] = [Number.NaN, Number.NaN, 0];
  for (const step of STEPS) {
    const [above, below] = [probe.weighted(step), probe.weighted(-step)];
    numeric = (above - below) / (2 * step);
    jump = Math.abs(above - 2 * here + below) / step;
    allowed = TOLERANCE * (1 + probe.magnitude + Math.abs(numeric) + Math.abs(analytic));
    if (isWithin(Math.abs(numeric - analytic), allowed)) return null;
  }
  if (!Number.isFinite(numeric) || jump > 1e-3 * Math.abs(numeric) + allowed) return 'not differentiable';
  return `second derivative along a direction is ${analytic}, by differences ${numeric}`;
}

/** One case in float64, with a fixed direction for the inputs and fixed weights for the gradients. */
class Probe {
  readonly #engine: Engine;
  readonly #header: OpHeader;
  readonly #stored: OpCase;
  readonly #paths: readonly string[];
  readonly #gradOutputs: readonly (HostTensor | null)[];
  /** Σ |weight·gradient| of the last evaluation: what rounding is relative to. */
  magnitude = 0;

  constructor(engine: Engine, header: OpHeader, stored: OpCase) {
    this.#engine = engine;
    this.#header = header;
    this.#stored = stored;
    this.#paths = Object.keys(stored.grads ?? {});
    this.#gradOutputs = (stored.gradOutputs ?? []).map((value: Json) => {
      const encoded = tensorOf(value);
      return encoded === null ? null : inDouble(contiguous(decodeTensor(encoded)));
    });
  }

  /** The gradients at the inputs moved by `shift` along the direction. */
  #gradients(shift: number, createGraph: boolean): { inputs: LiveTensor[]; gradients: readonly (LiveTensor | null | undefined)[] } {
    const kept = new Map<string, LiveTensor>();
    const result = invoke(this.#engine, this.#header, this.#stored, {
      make: (host, requiresGrad, path) => {
        const tensor = toLive(this.#engine, moved(host, requiresGrad ? shift : 0, path));
        if (requiresGrad) kept.set(path, tensor.requiresGrad_(true));
        return tensor;
      },
      dtype: (name) => (isFloating(name) ? 'float64' : name),
    });
    const inputs = this.#paths.map((path) => kept.get(path)).filter((input) => input !== undefined);
    return { inputs, gradients: gradientsOf(this.#engine, result, this.#gradOutputs, inputs, createGraph) };
  }

  /** Σ weight·gradient at the moved inputs. */
  weighted(shift: number): number {
    let sum = 0;
    this.magnitude = 0;
    const { gradients } = this.#gradients(shift, false);
    gradients.forEach((gradient, index) => {
      if (gradient == null) return;
      const weights = directions(gradient.shape, `weight ${index}`);
      numbers(hostOf(gradient)).forEach((value, i) => {
        sum += value * (weights[i] ?? 0);
        this.magnitude += Math.abs(value);
      });
    });
    return sum;
  }

  /** The derivative of that sum along the direction; null where no input has a gradient. */
  alongDirection(): number | null {
    const { inputs, gradients } = this.#gradients(0, true);
    if (inputs.length === 0) return null;
    const weights = gradients.map((gradient, index) =>
      gradient == null ? null : fromNumbers(directions(gradient.shape, `weight ${index}`), gradient.shape, gradient.dtype),
    );
    const second = gradientsOf(this.#engine, gradients, weights, inputs, false);
    return this.#paths.reduce((sum, path, index) => {
      const part = second[index];
      if (part == null) return sum;
      const direction = directions(part.shape, path);
      return numbers(hostOf(part)).reduce((total, value, i) => total + value * (direction[i] ?? 0), sum);
    }, 0);
  }
}

function inDouble(host: HostTensor): HostTensor {
  const dtype = isFloating(host.dtype) ? 'float64' : host.dtype === 'complex64' ? 'complex128' : host.dtype;
  return dtype === host.dtype ? host : fromNumbers(numbers(host), host.shape, dtype);
}

function moved(host: HostTensor, shift: number, path: string): HostTensor {
  if (!isFloating(host.dtype)) return host;
  const values = numbers(contiguous(host));
  if (shift !== 0) directions(host.shape, path).forEach((step, i) => (values[i] = (values[i] ?? 0) + shift * step));
  return fromNumbers(values, host.shape, 'float64');
}

/** Numbers in (−1, 1) that depend on nothing but the name: a linear congruence, Numerical Recipes' constants. */
function directions(shape: readonly number[], name: string): Float64Array {
  let state = [...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 17);
  return Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
