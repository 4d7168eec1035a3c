/**
 * What values are, whichever realm they come from. Test runners (Jest, vitest's vmThreads) evaluate modules in contexts of their own,
 * whose `Error`, `Object` and `Float32Array` are not those of the process: nothing here asks `instanceof`.
 */
import { types } from 'node:util';

export const { isAnyArrayBuffer, isMap, isNativeError, isPromise, isSet } = types;

/** Whether a value is an object as `{}` makes it, or without a prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
}

const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as (this: unknown) => string | undefined;

/** The kind of a typed array, `'Float32Array'`, also of a subclass of it; undefined for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  return tag.call(value);
}

/** What every copy of the package marks its tensors with, and the mark of this copy. */
export const TENSOR_BRAND = Symbol.for('tapir.Tensor');
export const THIS_COPY = Symbol('this copy of Tapir');

const FLOAT_BRAND = Symbol.for('tapir.FloatNumber');

/** Marks a class as numbers that are floats. */
export function brandAsFloat(prototype: object): void {
  Object.defineProperty(prototype, FLOAT_BRAND, { value: true });
}

/** Whether a value is a number that was marked as a float, by this copy of the package or another. */
export function isMarkedFloat(value: unknown): value is { readonly value: number } {
  return typeof value === 'object' && value !== null && FLOAT_BRAND in value;
}
