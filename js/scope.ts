/**
 * Scopes: what is made inside and not returned is freed at the end, without waiting for a collection. An optimisation that
 * nothing needs. A scope sees the tensors of its own function only, also while that waits for promises.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isMap, isPromise, isSet } from './realm.ts';
import { FUNCTION, OBJECT } from './signature/kind.ts';
import { required, signature } from './signature/signature.ts';
import { isTensor, onCreation, type Tensor } from './tensor.ts';

/** What was made in a scope and not kept; it belongs to the outer scope, if there is one, when this one ends. */
class Made extends Set<Tensor> {
  readonly outer: Made | undefined;

  constructor(outer: Made | undefined) {
    super();
    this.outer = outer;
  }
}

const SCOPE = signature('scope', required('body', FUNCTION));
const KEEP = signature('keep', required('value', OBJECT));

const storage = new AsyncLocalStorage<Made>();
/** Scopes that have not ended; creation is listened to as long as there are some. */
let open = 0;

function note(tensor: Tensor): void {
  storage.getStore()?.add(tensor);
}

/** The tensors in a result: in lists, objects, maps, sets, modules. */
function tensorsIn(result: unknown): Set<Tensor> {
  const tensors = new Set<Tensor>();
  const seen = new Set<unknown>();
  const waiting: unknown[] = [result];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    if (isTensor(value)) {
      tensors.add(value);
      continue;
    }
    // One by one: what is spread are arguments, of which there may be only so many.
    if (isMap(value)) {
      for (const [key, item] of value) waiting.push(key, item);
    } else if (isSet(value)) {
      for (const item of value) waiting.push(item);
    }
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      if (descriptor !== undefined && 'value' in descriptor) waiting.push(descriptor.value);
    }
  }
  return tensors;
}

/** Ends a scope: what survives belongs to the scope around it. */
function end(made: Made, survivors: ReadonlySet<Tensor>): void {
  open -= 1;
  if (open === 0) onCreation(null);
  for (const tensor of made) {
    if (!survivors.has(tensor)) tensor.dispose();
    else made.outer?.add(tensor);
  }
}

/**
 * Calls `body` and returns what it returns; the tensors made meanwhile are disposed of, except those in the result: in
 * lists, objects, maps, sets and modules, however deep. What is put anywhere else must be given to `keep`. An async
 * function's scope ends when its promise settles. For a step, not for a program: nothing made inside is collected before the end.
 *
 * @example
 * const mean = scope(() => x.sub(x.mean()).pow(2).mean());
 */
export function scope<T>(body: () => T): T;
export function scope<T>(...args: readonly unknown[]): T {
  const { body } = SCOPE.read(args, scope);
  const made = new Made(storage.getStore());
  open += 1;
  if (open === 1) onCreation(note);
  const fail = (error: unknown): never => {
    end(made, new Set());
    throw error;
  };
  const succeed = <R>(result: R): R => {
    end(made, tensorsIn(result));
    return result;
  };
  let result: T;
  try {
    result = storage.run(made, body);
  } catch (error) {
    return fail(error);
  }
  return isPromise(result) ? (result.then(succeed, fail) as T) : succeed(result);
}

/**
 * Lets the tensors in a value outlive the scopes they were made in, however many are around the present one.
 *
 * @example
 * scope(() => losses.push(keep(loss.detach())));
 */
export function keep<T>(value: T): T {
  KEEP.read(arguments, keep);
  const innermost = storage.getStore();
  if (innermost === undefined) return value;
  const kept = tensorsIn(value);
  for (let made: Made | undefined = innermost; made !== undefined; made = made.outer) {
    for (const tensor of kept) made.delete(tensor);
  }
  return value;
}
