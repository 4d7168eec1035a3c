/**
 * What is a tensor, and its handle. Only the class knows, by a private field; it says so here, so that what the class stands on
 * need not import it.
 */
import type { Tensor } from './tensor.ts';

/** Whether a value is a tensor. */
export let isTensor: (value: unknown) => value is Tensor;

/** The handle of a tensor; an error for one that was disposed of. */
export let idOf: (tensor: Tensor) => number;

/** Called by the class, once. */
export function identify(knows: { readonly isTensor: typeof isTensor; readonly idOf: typeof idOf }): void {
  ({ isTensor, idOf } = knows);
}
