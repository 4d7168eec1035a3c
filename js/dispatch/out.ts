/**
 * `out`: tensors that functions write their results into, instead of making new ones. The operator runs as ever, then its
 * results are moved; so it does not matter whether `out` shares memory with an operand.
 */
import { errorOf, mistyped } from '../signature/refusal.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { type Entry, registry } from './registry.ts';

/** Calls an entry by itself; given by the dispatcher, which knows this file. */
type Call = (entry: Entry, args: readonly unknown[], origin: Function) => unknown;

function ensureTensors({ name, returns, count }: Entry, out: unknown, origin: Function): readonly Tensor[] {
  if (returns === 'Tensor') {
    if (isTensor(out)) return [out];
    throw errorOf(mistyped(name, { parameter: 'out', position: 0, wanted: 'Tensor', value: out }), origin, name);
  }
  const outs = typeof out === 'object' && out !== null && Symbol.iterator in out ? [...(out as Iterable<unknown>)] : [];
  if (outs.length === count && outs.every(isTensor)) return outs;
  throw errorOf(mistyped(name, { parameter: 'out', position: 0, wanted: `tuple of ${count} Tensors`, value: out }), origin, name);
}

/** A function with a parameter `dtype` computes in that of `out`. */
export function withDTypeOf(entry: Entry, bound: readonly unknown[], out: unknown): readonly unknown[] {
  const position = entry.params.findIndex(({ kind }) => kind === 'DType' || kind === 'OptDType');
  if (entry.out !== 'Converted' || position < 0 || bound[position] !== undefined || !isTensor(out)) return bound;
  return bound.map((value, index) => (index === position ? out.dtype : value));
}

let writer: Entry | undefined;

/** Moves results into the tensors given for them, and gives these back. */
export function writeOut(entry: Entry, out: unknown, result: unknown, call: Call, origin: Function): unknown {
  writer ??= registry.find(({ name }) => name === 'write_out_') as Entry;
  const targets = ensureTensors(entry, out, origin);
  const results = isTensor(result) ? [result] : [...(result as Iterable<Tensor>)];
  for (const [index, target] of targets.entries()) {
    const value = results[index] as Tensor;
    const before = target.shape;
    call(writer, [target, value, entry.name, entry.out === 'Same'], origin);
    if (before.every((size) => size > 0) && before.join() !== value.shape.join()) warnOfResize(before, value.shape);
  }
  return isTensor(result) ? out : targets;
}

function warnOfResize(from: readonly number[], to: readonly number[]): void {
  process.emitWarning(
    `An output with one or more elements was resized since it had shape [${from.join(', ')}], which does not match the required ` +
      `output shape [${to.join(', ')}]. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).`,
    'UserWarning',
  );
}
