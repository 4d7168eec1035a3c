/** Recorded operations, as one looks at them: PyTorch's `grad_fn`. */
import { attempt, ValueError } from '../error.ts';
import { tie } from '../memory.ts';
import { native, readWords } from '../native/index.ts';
import { REGISTER_HOOK } from '../signature/tensor.ts';
import { adopt, BLANK, type Removable, type Tensor, tensorHook } from '../tensor.ts';

const OPERANDS: readonly string[] = ['self', 'other'];

/** What PyTorch calls the inputs of operations where that is otherwise. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  MmBackward0: ['self', 'mat2'],
  BmmBackward0: ['self', 'mat2'],
  AddmmBackward0: ['self', 'mat1', 'mat2'],
  ConvolutionBackward0: ['input', 'weight'],
  NativeLayerNormBackward0: ['input', 'weight'],
  PowBackward1: ['self', 'exponent'],
};

/** What structured cloning says. */
const NO_CLONES = Symbol('a Node belongs to the graph of its thread; it');

/** An operation on the tape. Prints as PyTorch's: `<AddBackward0 object at 0x7f…>`. */
export class Node {
  readonly #id: number;
  /** Which of the operation's outputs it was reached by. */
  readonly slot: number;
  /** A number that tells operations apart while they live. */
  readonly address: number;
  private readonly cloning: symbol = NO_CLONES;

  /** Only what is recorded makes nodes. */
  constructor(id: number, slot: number, key?: symbol) {
    if (key !== BLANK) throw new ValueError('nodes are made by recorded operations: read `gradFn`');
    this.#id = id;
    this.slot = slot;
    tie(this, id);
    this.address = attempt(() => native.nodeAddress(id));
  }

  /** PyTorch's name, `AddBackward0`. */
  get name(): string {
    return attempt(() => native.nodeName(this.#id));
  }

  /** The operations that made the inputs, in order; null where an input needs no gradient. */
  get nextFunctions(): (Node | null)[] {
    const flat = readWords(2 * attempt(() => native.nodeNext(this.#id)));
    return Array.from({ length: flat.length / 2 }, (_, index) => {
      const id = flat[2 * index] as number;
      return id === 0 ? null : new Node(id, flat[2 * index + 1] as number, BLANK);
    });
  }

  /** The leaf whose gradient this node accumulates, if it does that. */
  get variable(): Tensor | null {
    const id = attempt(() => native.nodeLeaf(this.#id));
    return id === 0 ? null : adopt(id);
  }

  /** What the operation keeps for backward, as far as it was not freed yet. */
  get savedTensors(): Tensor[] {
    return readWords(attempt(() => native.nodeSaved(this.#id))).map(adopt);
  }

  #part(wanted: (part: number) => boolean): Tensor | undefined {
    const flat = readWords(2 * attempt(() => native.nodeParts(this.#id)));
    const tensors = Array.from({ length: flat.length / 2 }, (_, index) => [adopt(flat[2 * index] as number), flat[2 * index + 1] as number] as const);
    return tensors.find(([, part]) => wanted(part))?.[0];
  }

  /** The input that PyTorch calls so, where the operation has one and keeps it. */
  #input(wanted: string): Tensor | undefined {
    const number = (INPUTS[this.name] ?? OPERANDS).indexOf(wanted);
    return number < 0 ? undefined : this.#part((part) => part === number);
  }

  /** The result, where the operation keeps it for backward; undefined where it does not. An error once it was freed. */
  get savedResult(): Tensor | undefined {
    return this.#part((part) => part < 0);
  }

  /** The first operand, where it is kept. */
  get savedSelf(): Tensor | undefined {
    return this.#input('self');
  }

  /** The second operand, where it is kept. */
  get savedOther(): Tensor | undefined {
    return this.#input('other');
  }

  /** The first matrix of `addmm`, where it is kept. */
  get savedMat1(): Tensor | undefined {
    return this.#input('mat1');
  }

  /** The second matrix of a product, where it is kept. */
  get savedMat2(): Tensor | undefined {
    return this.#input('mat2');
  }

  /** The input of a layer, where it is kept. */
  get savedInput(): Tensor | undefined {
    return this.#input('input');
  }

  /** The weight of a layer, where it is kept. */
  get savedWeight(): Tensor | undefined {
    return this.#input('weight');
  }

  /** The exponent of a power, where it is a tensor that is kept. */
  get savedExponent(): Tensor | undefined {
    return this.#input('exponent');
  }

  /** Calls `hook` with the gradient of the output that this node was reached by. */
  registerHook(hook: (grad: Tensor) => Tensor | null | undefined | void): Removable;
  registerHook(...args: readonly unknown[]): Removable {
    const { hook } = REGISTER_HOOK.read(args, this.registerHook);
    const number = attempt(() => native.registerNodeHook(this.#id, this.slot, tensorHook(hook)));
    return { remove: () => native.removeHook(number) };
  }

  toString(): string {
    return `<${this.name} object at 0x${this.address.toString(16)}>`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
