/**
 * The graph behind tensors, to look at: what `backward` would walk, as nodes and edges, as Graphviz's DOT and as SVG.
 * Drawn as torchviz draws it, line for line. Walks with a stack of its own, so any depth will do.
 */
import { importPackage } from '../optional-package.ts';
import { BOOL, isOptions, type Kind, named, required, signature, takesNone, TENSOR_LIST } from '../signature.ts';
import { isTensor, type Tensor, tensorIdentity } from '../tensor.ts';
import type { Node } from './node.ts';

/** What a box stands for; torchviz's colours tell them apart. */
export type GraphNodeKind = 'operation' | 'leaf' | 'output' | 'base' | 'saved';

export interface GraphNode {
  readonly id: number;
  readonly kind: GraphNodeKind;
  /** An operation's name, or that of a tensor in `params`, else ''. */
  readonly name: string;
  /** Of a tensor; null for an operation. */
  readonly shape: readonly number[] | null;
}

/** From what is computed first to what is computed from it. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** `saved`: kept for backward. `view`: from a base to its view. */
  readonly kind: 'flow' | 'saved' | 'view';
}

export interface GraphOptions {
  /** Names of tensors. */
  readonly params?: Readonly<Record<string, Tensor>>;
  /** Also the tensors kept for backward. */
  readonly showSaved?: boolean;
}

const FILL: { readonly [K in GraphNodeKind]: string | null } = {
  operation: null,
  leaf: 'lightblue',
  output: 'darkolivegreen1',
  base: 'darkolivegreen3',
  saved: 'orange',
};

const EDGE_STYLE: { readonly [K in GraphEdge['kind']]: string } = { flow: '', saved: ' [dir=none]', view: ' [style=dotted]' };

const NAMED_TENSORS: Kind<Readonly<Record<string, Tensor>>> = {
  name: 'dict of Tensors',
  accepts: (value) => isOptions(value) && Object.values(value).every(isTensor),
};

const LINES: Kind<readonly (GraphNode | GraphEdge)[]> = { name: 'list of nodes and edges', accepts: Array.isArray };
const DRAWN = signature('Graph', required('lines', LINES));
const GRAPH = signature('graph', required('outputs', TENSOR_LIST), named('params', NAMED_TENSORS, {}), named('showSaved', BOOL, false));

/** The drawing grows with its lines, in inches. */
const [LEAST_SIZE, SIZE_PER_LINE] = [12, 0.15] as const;

/** A graph of recorded operations, in the order in which it was walked from the outputs. */
export class Graph {
  /** Boxes and arrows as they were met, which decides the layout. */
  private readonly lines: readonly (GraphNode | GraphEdge)[];

  constructor(lines: readonly (GraphNode | GraphEdge)[]);
  constructor(...args: readonly unknown[]) {
    this.lines = DRAWN.read(args).lines;
  }

  get nodes(): GraphNode[] {
    return this.lines.filter((line) => 'name' in line);
  }

  get edges(): GraphEdge[] {
    return this.lines.filter((line) => 'from' in line);
  }

  /** Graphviz's text. */
  toDot(): string {
    takesNone('to_dot', arguments);
    const size = Math.max(LEAST_SIZE, Number((this.lines.length * SIZE_PER_LINE).toFixed(2)));
    return [
      'digraph {',
      `\tgraph [size="${size},${size}"]`,
      '\tnode [align=left fontname=monospace fontsize=10 height=0.2 ranksep=0.1 shape=box style=filled]',
      ...this.lines.map((line) => `\t${'name' in line ? boxText(line) : arrowText(line)}`),
      '}',
    ].join('\n');
  }

  /**
   * A picture, laid out by Graphviz in WebAssembly.
   *
   * @throws DependencyError unless the package `@viz-js/viz` is installed
   */
  async toSvg(): Promise<string> {
    takesNone('to_svg', arguments);
    const { instance } = await importPackage('@viz-js/viz', 'Graph.toSvg', () => import('@viz-js/viz').catch(missed));
    return (await instance()).renderString(this.toDot(), { format: 'svg' });
  }

  toString(): string {
    return this.toDot();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** A catch on the import itself tells bundlers that the package may be absent. */
function missed(error: unknown): never {
  throw error;
}

function boxText({ id, kind, name, shape }: GraphNode): string {
  const label = shape === null ? name : `${name}\n (${shape.join(', ')})`;
  const fill = FILL[kind];
  return `${id} [label=${quote(label)}${fill === null ? '' : ` fillcolor=${fill}`}]`;
}

function arrowText({ from, to, kind }: GraphEdge): string {
  return `${from} -> ${to}${EDGE_STYLE[kind]}`;
}

/** As an identifier of DOT, in quotes unless it is a plain word. */
function quote(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/**
 * The operations that made `outputs`, back to the leaves.
 *
 * @example
 * const graph = autograd.graph(loss, { params: { weight, bias } });
 * graph.toDot();
 * await graph.toSvg();
 */
export function graph(outputs: Tensor | readonly Tensor[], options?: GraphOptions): Graph;
export function graph(...args: readonly unknown[]): Graph {
  const { outputs, ...options } = GRAPH.read(args, graph);
  const walk = new Walk(options);
  for (const output of outputs) walk.addOutput(output, 'output');
  return new Graph(walk.lines);
}

/** An operation whose inputs are being visited. */
interface Frame {
  readonly id: number;
  readonly inputs: readonly Node[];
  next: number;
}

class Walk {
  readonly lines: (GraphNode | GraphEdge)[] = [];
  /** By address, which names a tensor or operation while it lives; `#alive` sees to that. */
  readonly #ids = new Map<number, number>();
  readonly #boxes = new Map<number, number>();
  readonly #alive: (Tensor | Node)[] = [];
  readonly #names: ReadonlyMap<number, string>;
  readonly #showSaved: boolean;

  constructor({ params, showSaved }: Required<GraphOptions>) {
    this.#names = new Map(Object.entries(params).map(([name, tensor]) => [tensorIdentity(tensor), name]));
    this.#showSaved = showSaved;
  }

  /** A tensor with its history, and if it is a view its base with its own. */
  addOutput(tensor: Tensor, kind: 'output' | 'base'): void {
    const id = this.#idOf(tensor);
    if (this.#boxes.has(id)) return;
    this.#addTensor(tensor, kind);
    const { gradFn, base } = tensor;
    if (gradFn !== null) {
      this.#addOperations(gradFn);
      this.lines.push({ from: this.#idOf(gradFn), to: id, kind: 'flow' });
    }
    if (base === null) return;
    this.addOutput(base, 'base');
    this.lines.push({ from: this.#idOf(base), to: id, kind: 'view' });
  }

  /** Numbers in the order of first sight. */
  #idOf(thing: Tensor | Node): number {
    const address = isTensor(thing) ? tensorIdentity(thing) : thing.address;
    const known = this.#ids.get(address);
    if (known !== undefined) return known;
    this.#alive.push(thing);
    this.#ids.set(address, this.#ids.size);
    return this.#ids.size - 1;
  }

  #addTensor(tensor: Tensor, kind: GraphNodeKind): void {
    const box: GraphNode = { id: this.#idOf(tensor), kind, name: this.#names.get(tensorIdentity(tensor)) ?? '', shape: tensor.shape };
    const place = this.#boxes.get(box.id);
    if (place === undefined) this.#addBox(box);
    else if (kind === 'leaf' && (this.lines[place] as GraphNode).kind === 'saved') this.lines[place] = box;
  }

  #addBox(box: GraphNode): void {
    this.#boxes.set(box.id, this.lines.length);
    this.lines.push(box);
  }

  #addOperations(root: Node): void {
    const stack = this.#enter(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const input = frame.inputs[frame.next];
      frame.next += 1;
      if (input === undefined) {
        stack.pop();
        continue;
      }
      this.lines.push({ from: this.#idOf(input), to: frame.id, kind: 'flow' });
      stack.push(...this.#enter(input));
    }
  }

  /** The operation's box and those of its own tensors; nothing if it was met before. */
  #enter(operation: Node): Frame[] {
    const id = this.#idOf(operation);
    if (this.#boxes.has(id)) return [];
    for (const saved of this.#showSaved ? operation.savedTensors : []) {
      this.lines.push({ from: id, to: this.#idOf(saved), kind: 'saved' });
      this.#addTensor(saved, 'saved');
    }
    const leaf = operation.variable;
    if (leaf !== null) {
      this.#addTensor(leaf, 'leaf');
      this.lines.push({ from: this.#idOf(leaf), to: id, kind: 'flow' });
    }
    this.#addBox({ id, kind: 'operation', name: operation.name, shape: null });
    return [{ id, inputs: operation.nextFunctions.filter((next) => next !== null), next: 0 }];
  }
}
