/**
 * The tensor: a plain object that holds the engine's handle. What it is (shape, dtype, history) is asked of the engine when
 * somebody looks. Operators are methods too; dispatch/operator.ts adds them, ops/methods.ts types them.
 */
import { Node } from './autograd/node.ts';
import { type Device, deviceOrDefault } from './device.ts';
import { type DType, bytesOf, codeOf, DTYPES, dtypeOfArray, entryOf, isComplex, isDType, type TypedArray } from './dtype.ts';
import { type Complex, type Element, ensureHeapFor, fromBigInt, nest, type Nested, type Packed, packNested, reader, room } from './elements.ts';
import { attempt, attemptLater, DTypeError, isShortOfMemory, keepThrown, ShapeError, translate, ValueError } from './error.ts';
import { type Word, writeAll } from './handles.ts';
import { idOf, identify, isTensor } from './identity.ts';
import { formatTensor } from './inspect.ts';
import { collectNow, collectSoon, isCollectionDue, pass, relieve, tie } from './memory.ts';
import { native, readList, readWords, run, words } from './native/index.ts';
import type { TensorMethods } from './ops/methods.ts';
import { isAnyArrayBuffer, TENSOR_BRAND, THIS_COPY, typedArrayName } from './realm.ts';
import type { Shape } from './shape.ts';
import { takesNone } from './signature/signature.ts';
import * as takes from './signature/tensor.ts';
import { typeText } from './text.ts';
import { deliverWarnings, GRAD_CYCLE, warnOnce } from './warnings.ts';

export { idOf, isTensor };

/** What a tensor can be made from. */
export type TensorData = Nested<Element> | TypedArray | ArrayBufferLike;

/** One part of an index: a place, a slice `'1:8:2'`, `'...'`, `null` for a new dimension, a mask or places. */
export type Index = number | bigint | boolean | string | null | Tensor | readonly Nested<number | bigint | boolean>[];

export interface BackwardOptions {
  /** Keep what backward needs, so that it may run again; on by itself with `createGraph`. */
  readonly retainGraph?: boolean | null;
  /** Record the backward pass too, for higher derivatives. */
  readonly createGraph?: boolean;
  /** Accumulate only into these. */
  readonly inputs?: readonly Tensor[] | Tensor | null;
}

/** The operators behind `at` and `set`, members under symbols as all are that have Python's own names. */
const GETITEM = Symbol.for('tapir.__getitem__');
const SETITEM = Symbol.for('tapir.__setitem__');

/** Undoes a registration. */
export interface Removable {
  remove(): void;
}

/** Says to the constructor that the handle comes later, or that the object is an alias of the tensor that follows. */
export const BLANK = Symbol('blank');

/** The answers of `run`, see crates/node/src/command.rs. */
const ANSWER = { none: 0, tensor: 1, tensors: 2, scalar: 3, bool: 4, ints: 5, first: 6 } as const;
const COLLECT = 8;

/** Bits of `native.flags`. */
const [REQUIRES_GRAD, LEAF, RETAINS_GRAD] = [1, 2, 16] as const;

/** A number that tells tensors apart, whatever objects they are reached by, while they live. */
export function tensorIdentity(tensor: Tensor): number {
  return attempt(() => native.tensorAddress(idOf(tensor)));
}

/** Gives a handle that waits its object. */
export let adopt: (id: number) => Tensor;

/** A tensor from a call that ties the object it gets to a new handle, which it leaves in the buffer. Gives whether a collection is due. */
export let make: (call: (out: object) => boolean) => Tensor;

/** Ties a tensor whose handle has it for its object to that handle. */
let own: (tensor: Tensor, id: number) => Tensor;

/** A tensor with a copy of data, of a dtype and shape or those of the data. */
export let fromData: (data: TensorData | Tensor, dtype: DType | null, shape?: readonly number[] | null, device?: Device | null) => Tensor;

/** Puts what is behind `source` behind `target`, as an in-place change of shape does. */
export let become: (target: Tensor, source: Tensor) => void;

/** Calls `listener` with every tensor that is made from now on; null ends that. */
export let onCreation: (listener: ((tensor: Tensor) => void) | null) => void;

/** Writes a command and runs it; see `execute`. */
export let send: (command: readonly Word[], first: Tensor | null, origin: Function) => unknown;

/**
 * Runs the command in the buffer; `first` is what an in-place operator gives back, `origin` where errors start. `held` are the
 * operands, which a collection before a second try must find alive.
 */
export let execute: (first: Tensor | null, origin: Function, held1: unknown, held2?: unknown, held3?: unknown) => unknown;

/** What structured cloning says, followed by "could not be cloned". */
const NO_CLONES = Symbol('a Tensor belongs to its thread: send x.toTypedArray() and x.shape, and make a tensor of them there; a Tensor itself');

export class Tensor<const S extends Shape = Shape, D extends DType = DType> {
  static readonly name: string = 'Tensor';

  #id = 0;
  /** The handle where comparisons of fields see it (`assert.deepEqual`, `toEqual`); nothing reads it here. */
  private handle = 0;
  /** A symbol is what cannot be cloned: `structuredClone` and `postMessage` fail with its text. */
  private readonly cloning: symbol = NO_CLONES;
  declare private readonly [GETITEM]: (indices: readonly Index[]) => Tensor;
  declare private readonly [SETITEM]: (indices: readonly Index[], value: Tensor | number | bigint | boolean) => void;
  #shape: S | null = null;
  #grad: Tensor | null = null;

  static {
    let listener: ((tensor: Tensor) => void) | null = null;
    onCreation = (next) => {
      listener = next;
    };

    identify({
      isTensor: (value): value is Tensor => typeof value === 'object' && value !== null && #id in value,
      idOf: (tensor) => {
        const id = tensor.#id;
        if (id === 0) throw new ValueError('the tensor was disposed of');
        return id;
      },
    });

    adopt = (id) => {
      const tensor = new Tensor(BLANK as never);
      tie(tensor, id);
      return own(tensor, id);
    };

    make = (call) => {
      if (isCollectionDue) collectNow();
      const tensor = new Tensor(BLANK as never);
      if (call(tensor)) collectSoon();
      return own(tensor, words[0] as number);
    };

    own = (tensor, id) => {
      tensor.#id = id;
      tensor.handle = id;
      if (listener !== null) listener(tensor);
      return tensor;
    };

    fromData = (data, dtype, shape, device) => {
      if (isTensor(data)) return data.detach().to((device ?? data.device) as Device, dtype ?? data.dtype, { copy: true });
      const place = deviceOrDefault(device ?? null);
      const given = read(data, dtype ?? undefined);
      const sizes = shape ?? given.shape;
      const count = given.shape.reduce((product, size) => product * size, 1);
      if (sizes.reduce((product, size) => product * size, 1) !== count || sizes.some((size) => size < 0)) {
        throw new ShapeError(`shape '[${sizes.join(', ')}]' is invalid for input of size ${count}`);
      }
      const bytes = bytesOf(given.array);
      const tensor = make((out) => {
        const list = writeAll(sizes);
        return attempt(() => native.fromBytes(out, bytes, codeOf(given.dtype), list, sizes.length, place));
      });
      return (dtype ?? given.dtype) === given.dtype ? tensor : tensor.to(dtype as DType);
    };

    become = (target, source) => {
      native.becomeTensor(idOf(target), idOf(source));
      target.#shape = null;
    };

    execute = (first, origin, held1, held2, held3) => {
      const out = new Tensor(BLANK as never);
      let answer: number;
      try {
        answer = run(out);
      } catch (error) {
        answer = retry(out, words, error, origin, [held1, held2, held3]);
      }
      if (answer >= COLLECT) return resultAndWarnings(answer - COLLECT, out, first);
      return answer === ANSWER.tensor ? own(out, words[0] as number) : results(answer, first);
    };

    send = (command, first, origin) => {
      const out = new Tensor(BLANK as never);
      // From here to the engine nothing else runs.
      const list = writeAll(command);
      let answer: number;
      try {
        answer = runAny(out, list);
      } catch (error) {
        answer = retry(out, list, error, origin, command);
      }
      if (answer >= COLLECT) return resultAndWarnings(answer - COLLECT, out, first);
      return answer === ANSWER.tensor ? own(out, words[0] as number) : results(answer, first);
    };

    // A warning may run anybody's code: the answer is read before.
    const resultAndWarnings = (answer: number, out: Tensor, first: Tensor | null): unknown => {
      collectSoon();
      const result = answer === ANSWER.tensor ? own(out, words[0] as number) : results(answer, first);
      deliverWarnings();
      return result;
    };
  }

  /**
   * PyTorch's legacy constructor: uninitialised float32 of some sizes, or a copy of data.
   *
   * @example
   * new Tensor(4, 6); // uninitialised
   * new Tensor([[3.2], [4.3]]);
   */
  constructor(...size: S);
  constructor(data: TensorData | Tensor);
  constructor(...args: readonly unknown[]) {
    if (args[0] === BLANK) {
      if (args.length > 1) this.#id = this.handle = alias(this, args[1] as Tensor);
      return;
    }
    const [data] = args;
    const made = args.length === 1 && typeof data !== 'number' ? Tensor.from(data as TensorData, { dtype: 'float32' }) : uninitialised(args);
    own(this, alias(this, made));
  }

  /**
   * A tensor with a copy of data: nested lists, a typed array, a buffer's bytes, or one number.
   *
   * @param options.dtype otherwise that of the data: numbers are float32, booleans bool, bigints int64, arrays their own.
   * @param options.device otherwise the default one
   */
  static from(
    data: TensorData | Tensor,
    options?: { readonly dtype?: DType | null; readonly shape?: readonly number[] | null; readonly device?: Device | null },
  ): Tensor;
  static from(...args: readonly unknown[]): Tensor {
    const { data, dtype, shape, device } = takes.FROM.read(args, Tensor.from);
    return fromData(data as TensorData | Tensor, dtype, shape, device);
  }

  /** The sizes of the dimensions. */
  get shape(): S {
    return (this.#shape ??= Object.freeze(readWords(attempt(() => native.shape(idOf(this))))) as unknown as S);
  }

  get dtype(): D {
    return DTYPES[attempt(() => native.dtype(idOf(this)))] as D;
  }

  get device(): string {
    return attempt(() => native.device(idOf(this)));
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Whether operations on this tensor are recorded. */
  get requiresGrad(): boolean {
    return this.#has(1);
  }

  set requiresGrad(requiresGrad: boolean) {
    this.requiresGrad_(requiresGrad);
  }

  /** Whether it was made by the user rather than by a recorded operation. */
  get isLeaf(): boolean {
    return this.#has(2);
  }

  /** Whether `backward` keeps the gradient although this is not a leaf. */
  get retainsGrad(): boolean {
    return this.#has(16);
  }

  #has(bit: number): boolean {
    return (attempt(() => native.flags(idOf(this))) & bit) !== 0;
  }

  /** The accumulated gradient; null before the first `backward` that reaches this leaf. */
  get grad(): Tensor<S, D> | null {
    const known = this.#grad === null || this.#grad.#id === 0 ? null : this.#grad;
    const id = attempt(() => native.gradientOf(idOf(this), known === null ? 0 : known.#id));
    if (id >= 0) this.#grad = id === 0 ? null : adopt(id);
    if (id === 0) this.#warnOfNoGrad();
    return this.#grad as Tensor<S, D> | null;
  }

  /** To ask a tensor for a gradient that backward does not keep is mostly a mistake. */
  #warnOfNoGrad(): void {
    const flags = native.flags(idOf(this));
    if ((flags & (LEAF | RETAINS_GRAD)) !== 0 || (flags & REQUIRES_GRAD) === 0) return;
    warnOnce(
      'nonLeafGrad',
      "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retainGrad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.",
    );
  }

  set grad(grad: Tensor | null) {
    if (grad !== null && !isTensor(grad)) throw new ValueError(`assigned grad expected to be a Tensor or None but got grad of type ${typeText(grad)}`);
    attempt(() => native.setGradient(idOf(this), grad === null ? 0 : idOf(grad)));
    this.#grad = grad;
  }

  /** The recorded operation that made this tensor; null for a leaf. */
  get gradFn(): Node | null {
    const id = attempt(() => native.gradFn(idOf(this)));
    return id === 0 ? null : new Node(id, words[0] as number, BLANK);
  }

  /** The tensor this one is a view of; null if it is none. */
  get base(): Tensor | null {
    const id = attempt(() => native.base(idOf(this)));
    return id === 0 ? null : adopt(id);
  }

  /** The same elements outside of the graph: an alias that shares memory and version counter. */
  get data(): Tensor<S, D> {
    return this.detach();
  }

  /**
   * Gives the tensor the memory, shape and dtype of another. It stays the tensor it is: gradient, history, hooks, version and
   * the graphs that were recorded with it stay, and what an optimiser keeps for it.
   */
  set data(data: Tensor) {
    if (!isTensor(data)) throw new ValueError(`Variable data has to be a tensor, but got ${typeText(data)}`);
    attempt(() => native.setData(idOf(this), idOf(data)), Tensor);
    this.#shape = null;
  }

  /** How often the elements were written in place. */
  get version(): number {
    return attempt(() => native.version(idOf(this)));
  }

  /** The number of elements. */
  numel(): number {
    if (arguments.length > 0) takesNone('numel', arguments);
    return this.shape.reduce((product: number, size) => product * size, 1);
  }

  /** The number of dimensions. */
  dim(): number {
    if (arguments.length > 0) takesNone('dim', arguments);
    return this.shape.length;
  }

  /** All sizes, or that of one dimension. */
  size(): S;
  size(dim: number): number;
  size(...args: readonly unknown[]): S | number {
    const dim = args.length === 0 ? null : takes.SIZE.read(args, this.size).dim;
    return dim === null ? this.shape : at(this.shape, dim);
  }

  /** The steps in memory, in elements, from one index to the next of each dimension, or of one. */
  stride(): number[];
  stride(dim: number): number;
  stride(...args: readonly unknown[]): number[] | number {
    const { dim } = takes.STRIDE.read(args, this.stride);
    const strides = readWords(attempt(() => native.strides(idOf(this)))).slice(0, -1);
    return dim === null ? strides : at(strides, dim);
  }

  /** Where in the storage the first element is, in elements. */
  storageOffset(): number {
    if (arguments.length > 0) takesNone('storage_offset', arguments);
    return readWords(attempt(() => native.strides(idOf(this)))).at(-1) as number;
  }

  /** Whether the elements lie in memory row by row without gaps. */
  isContiguous(): boolean {
    if (arguments.length > 0) takesNone('is_contiguous', arguments);
    return this.#has(8);
  }

  /** Whether it shares memory with the tensor it was cut from. */
  isView(): boolean {
    if (arguments.length > 0) takesNone('is_view', arguments);
    return this.#has(4);
  }

  isFloatingPoint(): boolean {
    if (arguments.length > 0) takesNone('is_floating_point', arguments);
    return /^b?float/.test(this.dtype);
  }

  isComplex(): boolean {
    if (arguments.length > 0) takesNone('is_complex', arguments);
    return isComplex(this.dtype);
  }

  /** PyTorch's legacy name of the type, `torch.FloatTensor`; with a dtype, `to` that dtype. */
  type(): string;
  type(dtype: DType | string): Tensor<S>;
  type(...args: readonly unknown[]): string | Tensor<S> {
    const { dtype } = takes.TYPE.read(args, this.type);
    if (dtype === null) return `torch.${entryOf(this.dtype).scalarName}Tensor`;
    const wanted = isDType(dtype) ? dtype : DTYPES.find((each) => `torch.${entryOf(each).scalarName}Tensor` === dtype);
    if (wanted === undefined) throw new DTypeError(`invalid type: '${dtype}'`);
    return this.to(wanted) as Tensor<S>;
  }

  /**
   * The only element as a JavaScript value: a number, unless the dtype is bool or complex, or an int64 is too large for one.
   *
   * @example
   * loss.item().toFixed(4);
   * x.gt(0).all().item<boolean>();
   */
  item<T extends number | bigint | boolean | Complex = number>(): T {
    if (arguments.length > 0) takesNone('item', arguments);
    return this.#item() as T;
  }

  #item(): number | bigint | boolean | Complex {
    if ((isComplex(this.dtype) || this.dtype === 'uint64') && this.numel() === 1) return reader(this.toTypedArray(), this.dtype)(0);
    attempt(() => native.item(idOf(this)), this.item);
    return readScalar();
  }

  /** The elements as nested lists; a 0-d tensor as its element. */
  tolist(): unknown {
    if (arguments.length > 0) takesNone('tolist', arguments);
    ensureHeapFor(this.numel());
    return nest(this.toTypedArray(), this.shape, this.dtype);
  }

  /**
   * A copy of the elements in row-major order, or into an array that is there: of the dtype's own kind and of exactly their number.
   * Halves are widened to float32; complex numbers are (re, im) pairs.
   *
   * @example
   * const pixels = new Float32Array(x.numel());
   * x.toTypedArray(pixels); // pixels, overwritten
   */
  toTypedArray(): TypedArray;
  toTypedArray<A extends TypedArray>(into: A): A;
  toTypedArray(...args: readonly unknown[]): TypedArray {
    const into = args.length === 0 ? null : takes.INTO.read(args, this.toTypedArray).into;
    const { dtype } = this;
    if (dtype === 'float16' || dtype === 'bfloat16') return (this.detach().to('float32') as Tensor).toTypedArray(into as TypedArray);
    const array = into === null ? room(dtype, this.numel()) : fitting(into, dtype, this.numel());
    attempt(() => native.readBytes(idOf(this), bytesOf(array)), this.toTypedArray);
    return array;
  }

  /**
   * The elements of now as `toTypedArray` gives them, once they are there: a device goes on computing, and JavaScript goes on.
   *
   * @example
   * const losses = await loss.read();
   */
  async read(): Promise<TypedArray> {
    if (arguments.length > 0) takesNone('read', arguments);
    const { dtype } = this;
    if (this.device === 'cpu') return this.toTypedArray();
    if (dtype === 'float16' || dtype === 'bfloat16') return (this.detach().to('float32') as Tensor).read();
    const array = room(dtype, this.numel());
    await attemptLater(() => native.readBytesLater(idOf(this), bytesOf(array)), this.read);
    return array;
  }

  toJSON(): unknown {
    return this.tolist();
  }

  /** What PyTorch prints. */
  toString(): string {
    const { dtype, shape, device, requiresGrad } = this;
    const gradFnName = this.gradFn?.name ?? null;
    return formatTensor({ dtype, shape, device, requiresGrad, gradFnName, data: (kept) => this.#block(kept), isParameter: this.isParameter });
  }

  /** The elements at the outer product of the given places. */
  #block(kept: readonly (readonly number[])[] | null): ArrayLike<number> {
    let block: Tensor = this.detach();
    kept?.forEach((places, dim) => {
      if (places.length < (this.shape[dim] ?? 0))
        block = block.indexSelect(dim, Tensor.from(places.map(BigInt), { dtype: 'int64', device: this.device as Device }));
    });
    return block.toTypedArray() as unknown as ArrayLike<number>;
  }

  /** Whether it is an `nn.Parameter`. */
  get isParameter(): boolean {
    return false;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /**
   * What JavaScript's operators see: `loss < 0.1`, `2 * loss`, `Number(loss)` and `` `${loss}` `` of one element are of that number.
   * Several elements are no number: comparing or adding them is `x.lt(y)`, `x.add(y)`; in a text they are what PyTorch prints.
   */
  [Symbol.toPrimitive](hint: 'number' | 'string' | 'default'): number | bigint | boolean | string {
    if (this.numel() === 1 && !this.isComplex()) return this.item<number | bigint | boolean>();
    if (hint === 'string') return this.toString();
    throw new ValueError(
      `a Tensor of ${this.isComplex() ? this.dtype : `shape [${this.shape.join(', ')}]`} is not one number, which JavaScript's operators need. Write x.add(y), x.mul(y), x.lt(y), x.eq(y); x.item() is the number of one element`,
    );
  }

  /** Along the first dimension. */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.shape.length === 0) throw new ShapeError('iteration over a 0-d tensor');
    yield* this.unbind(0);
  }

  /**
   * The elements at an index: a view where PyTorch gives a view, else a copy, which `x.at(mask).add_(1)` would change instead of
   * `x`; see `update`.
   *
   * @example
   * x.at(0); // first row
   * x.at(':', -1); // last column
   * x.at('1:8:2', null, '...');
   * x.at(x.gt(0)); // where true
   */
  at(...index: readonly Index[]): Tensor {
    return this[GETITEM](index);
  }

  /**
   * Writes a value at an index; the last argument is the value.
   *
   * @example
   * x.set(0, 1); // x[0] = 1
   * x.set(':', 2, y); // x[:, 2] = y
   */
  set(...indexAndValue: readonly [...Index[], Tensor | number | bigint | boolean]): this {
    const index = indexAndValue.slice(0, -1) as Index[];
    this[SETITEM](index, indexAndValue.at(-1) as Tensor | number | bigint | boolean);
    return this;
  }

  /**
   * Changes the elements at an index in place: `change` is given those there and says what shall be there. What
   * `x[index] -= 1` is in Python, for any index: `x.at(index)` is a copy where the index has lists or masks, and writing
   * into a copy changes nothing.
   *
   * @example
   * d.update([i, y], (v) => v.sub(1)); // d[i, y] -= 1
   * x.update([x.lt(0)], () => 0); // x[x < 0] = 0
   */
  update(index: readonly Index[], change: (elements: Tensor) => Tensor | number | bigint | boolean): this {
    if (!Array.isArray(index)) throw new ValueError(`update takes a list of indices, not ${typeText(index)}: x.update([0, ':'], (v) => v.add(1))`);
    if (typeof change !== 'function') throw new ValueError(`update takes a function of the elements, not ${typeText(change)}`);
    return this.set(...(index as readonly Index[]), change(this.at(...(index as readonly Index[]))));
  }

  /** Turns recording on or off for this leaf, and gives it back. */
  requiresGrad_(requiresGrad?: boolean | { readonly requiresGrad?: boolean }): this;
  requiresGrad_(...args: readonly unknown[]): this {
    const requiresGrad = args.length === 0 || takes.REQUIRES_GRAD.read(args, this.requiresGrad_).requiresGrad;
    attempt(() => native.setRequiresGrad(idOf(this), requiresGrad), this.requiresGrad_);
    return this;
  }

  /** The same elements outside of the graph; shares memory and version counter. */
  detach(): Tensor<S, D> {
    if (arguments.length > 0) takesNone('detach', arguments);
    return adopt(attempt(() => native.detach(idOf(this)), this.detach)) as Tensor<S, D>;
  }

  /** Takes this tensor itself out of the graph. */
  detach_(): this {
    if (arguments.length > 0) takesNone('detach_', arguments);
    attempt(() => native.detachInPlace(idOf(this)), this.detach_);
    return this;
  }

  /** Makes `backward` keep the gradient of this tensor although it is not a leaf. */
  retainGrad(): void {
    if (arguments.length > 0) takesNone('retain_grad', arguments);
    attempt(() => native.retainGrad(idOf(this)), this.retainGrad);
  }

  /**
   * Differentiates this tensor with respect to the leaves of its graph and adds to their `grad`.
   *
   * @param gradient of this tensor; 1 by itself if it has one element.
   */
  backward(gradient?: Tensor | null, options?: BackwardOptions): void;
  backward(gradient: Tensor | null, retainGraph: boolean | null, createGraph?: boolean, inputs?: readonly Tensor[] | Tensor | null): void;
  backward(options: BackwardOptions & { readonly gradient?: Tensor | null }): void;
  backward(...args: readonly unknown[]): void {
    const { gradient, retainGraph, createGraph, inputs } = takes.BACKWARD.read(args, this.backward);
    if (createGraph) warnOnce('gradCycle', GRAD_CYCLE);
    const list = writeAll([this, gradient, ...(inputs ?? [])]);
    try {
      pass(() => native.backward(list, 1, inputs?.length ?? -1, retainGraph ?? createGraph, createGraph));
    } catch (error) {
      throw translate(error, this.backward);
    }
  }

  /**
   * Calls `hook` with every gradient of this tensor; what it returns, if anything, takes the gradient's place.
   */
  registerHook(hook: (grad: Tensor) => Tensor | null | undefined | void): Removable;
  registerHook(...args: readonly unknown[]): Removable {
    const { hook } = takes.REGISTER_HOOK.read(args, this.registerHook);
    const number = attempt(() => native.registerHook(idOf(this), tensorHook(hook)), this.registerHook);
    return { remove: () => native.removeHook(number) };
  }

  /** Frees the engine's memory behind this tensor now. Never needed: what nobody reaches is freed by itself. */
  dispose(): void {
    if (arguments.length > 0) takesNone('dispose', arguments);
    if (this.#id !== 0) native.dispose(this.#id);
    this.#id = 0;
  }

  get [TENSOR_BRAND](): symbol {
    return THIS_COPY;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

// biome-ignore lint/correctness/noUnusedVariables: both declarations of a class must have the same parameters
export interface Tensor<S extends Shape = Shape, D extends DType = DType> extends TensorMethods<S> {}

/** A size or stride by dimension, counted from either end. */
function at(list: readonly number[], dim: number): number {
  const value = list.at(dim);
  if (value === undefined) {
    const most = Math.max(list.length, 1);
    throw new ShapeError(`Dimension out of range (expected to be in range of [-${most}, ${most - 1}], but got ${dim})`);
  }
  return value;
}

function read(data: TensorData, wanted: DType | undefined): Packed {
  const name = typedArrayName(data);
  if (name !== undefined) {
    const array = data as TypedArray;
    const dtype = wanted === 'bool' && name === 'Uint8Array' ? 'bool' : dtypeOfArray(array);
    const isPairs = wanted !== undefined && isComplex(wanted) && !isComplex(dtype) && entryOf(wanted).array.name === name;
    return { array, dtype: isPairs ? (wanted as DType) : dtype, shape: [isPairs ? array.length / 2 : array.length] };
  }
  if (isAnyArrayBuffer(data)) {
    return { array: new Uint8Array(data), dtype: 'uint8', shape: [data.byteLength] };
  }
  const isHalf = wanted === 'float16' || wanted === 'bfloat16';
  return packNested(data, isHalf ? 'float32' : wanted);
}

/** An array that takes so many elements of a dtype, and no more. */
function fitting(array: TypedArray, dtype: DType, count: number): TypedArray {
  const { array: wanted } = entryOf(dtype);
  if (typedArrayName(array) !== wanted.name) {
    throw new DTypeError(`toTypedArray(): elements of dtype ${dtype} go into ${wanted.name}, not ${typeText(array)}`);
  }
  const length = isComplex(dtype) ? 2 * count : count;
  if (array.length !== length) throw new ShapeError(`toTypedArray(): ${count} elements need an array of length ${length}, got ${array.length}`);
  return array;
}

function uninitialised(sizes: readonly unknown[]): Tensor {
  const array = new Float32Array(0);
  const tensor = Tensor.from(array);
  return tensor.newEmpty(sizes as readonly number[]);
}

/** A handle of `made`'s tensor for another object. */
function alias(object: Tensor, made: Tensor): number {
  const id = native.detach(idOf(made));
  tie(object, id);
  return id;
}

/** Runs the command in the buffer, or in an array of its own. */
function runAny(out: Tensor, list: Float64Array): number {
  return list === words ? run(out) : native.runLong(out, list);
}

/** The operands of the command that is tried again: a reference that no optimisation takes away. */
let heldForRetry: unknown = null;

/** Again after a minor and after a full collection, if memory was short; if that fails as well, whatever the reason, memory was short. */
function retry(out: Tensor, list: Float64Array, error: unknown, origin: Function, held: readonly unknown[]): number {
  if (!isShortOfMemory(error)) throw translate(error, origin);
  // A failed call leaves the command as it was. What follows may overwrite it: a stack is formatted by whoever wants to.
  const command = list.slice();
  const outer = heldForRetry;
  heldForRetry = held;
  const translated = translate(error, origin);
  try {
    for (const all of [false, true]) {
      relieve(all);
      list.set(command);
      try {
        return runAny(out, list);
      } catch {
        // Memory is still short.
      }
    }
    throw translated;
  } finally {
    heldForRetry = outer;
  }
}

/** A number in the buffer: its tag, then the number, or the halves of an int64. */
function readScalar(): number | bigint | boolean {
  const [tag, value] = [words[0], words[1] as number];
  if (tag === 4) return fromBigInt((BigInt(value) << 32n) | BigInt(words[2] as number));
  return tag === 3 ? value !== 0 : value;
}

/** Results that are not one tensor. */
function results(answer: number, first: Tensor | null): unknown {
  const count = words[0] ?? 0;
  switch (answer) {
    case ANSWER.first:
      return first;
    case ANSWER.tensors:
      return readList().map(adopt);
    case ANSWER.scalar:
      return readScalar();
    case ANSWER.bool:
      return count !== 0;
    case ANSWER.ints:
      return readList();
    default:
      return undefined;
  }
}

/** A hook as the engine calls it: one handle in the buffer, one or none back; −1 if it threw. */
export function tensorHook(hook: (grad: Tensor) => Tensor | null | undefined | void): (count: number) => number {
  return () => {
    try {
      const replaced = hook(adopt(words[0] as number));
      if (!isTensor(replaced)) return 0;
      writeAll([replaced]);
      return 1;
    } catch (error) {
      keepThrown(error);
      return -1;
    }
  };
}
