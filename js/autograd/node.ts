/** Recorded operations, as one looks at them: PyTorch's `grad_fn`. */
import { attempt, ValueError } from '../error.ts';
import { tie } from '../memory.ts';
import { native, readWords } from '../native/index.ts';
import { REGISTER_HOOK } from '../signature/tensor.ts';
import { adopt, BLANK, type Removable, type Tensor, tensorHook } from '../tensor.ts';

/** An operation on the tape. Prints as PyTorch's: `<AddBackward0 object at 0x7f…>`. */
export class Node {
  readonly #id: number;
  /** Which of the operation's outputs it was reached by. */
  readonly slot: number;

  /** Only what is recorded makes nodes. */
  constructor(id: number, slot: number, key?: symbol) {
    if (key !== BLANK) throw new ValueError('nodes are made by recorded operations: read `gradFn`');
    this.#id = id;
    this.slot = slot;
    tie(this, id);
  }

  /** PyTorch's name, `AddBackward0`. */
  get name(): string {
    return attempt(() => native.nodeName(this.#id));
  }

  /** A number that tells nodes apart. */
  get address(): number {
    return attempt(() => native.nodeAddress(this.#id));
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
