/**
 * A tensor as text, character for character what PyTorch 2.13 prints.
 * Only the elements that appear are ever read: above `threshold` elements those are the first and last
 * `edgeitems` along every dimension. Knows nothing of the engine; the caller hands over the elements.
 */
import { exponential, fixed } from './decimal.ts';
import { ValueError } from './error.ts';
import { BOOL, FLOAT, INT, TEXT } from './signature/kind.ts';
import { optional, signature, takesNone } from './signature/signature.ts';

/** How tensors print; PyTorch's `set_printoptions`. */
export interface PrintOptions {
  /** Decimals of a float (4). */
  readonly precision: number;
  /** Tensors with more elements than this are summarised (1000). */
  readonly threshold: number;
  /** Elements shown at each end of a summarised dimension (3). */
  readonly edgeitems: number;
  /** Columns before a row wraps (80). */
  readonly linewidth: number;
  /** Force scientific notation on or off; null decides by the values. */
  readonly sciMode: boolean | null;
}

/** What `setPrintOptions` takes: a profile, single options, or both (options win). */
export interface PrintSettings {
  readonly precision?: number;
  readonly threshold?: number;
  readonly edgeitems?: number;
  readonly linewidth?: number;
  readonly profile?: 'default' | 'short' | 'full';
  readonly sciMode?: boolean | null;
}

/** Elements in row-major order; complex ones as (re, im) pairs of entries. */
export type Elements = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<boolean>;

/** Everything the text of a tensor depends on. */
export interface PrintedTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  /**
   * All elements, or a function that reads the block at the outer product of the given index lists
   * (`null`: every index of every dimension). It is called at most once.
   */
  readonly data: Elements | ((kept: readonly (readonly number[])[] | null) => Elements);
  readonly requiresGrad?: boolean;
  /** The name of the gradient function, `AddBackward0`. */
  readonly gradFnName?: string | null;
  readonly device?: string;
  /** The dtype that goes without saying; float32 if absent. */
  readonly defaultDtype?: string;
  /** Prints `Parameter containing:` on a line of its own first. */
  readonly isParameter?: boolean;
}

const DEFAULTS: PrintOptions = { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: null };

const PROFILES: Readonly<Record<'default' | 'short' | 'full', PrintOptions>> = {
  default: DEFAULTS,
  short: { ...DEFAULTS, precision: 2, edgeitems: 2 },
  full: { ...DEFAULTS, threshold: Number.POSITIVE_INFINITY },
};

const SETTINGS = signature(
  'set_printoptions',
  optional('precision', INT, null),
  optional('threshold', FLOAT, null),
  optional('edgeitems', INT, null),
  optional('linewidth', FLOAT, null),
  optional('profile', TEXT, null),
  optional('sciMode', BOOL, null),
);

let current: PrintOptions = DEFAULTS;

/** The options in force. */
export function getPrintOptions(): PrintOptions {
  takesNone('get_printoptions', arguments);
  return current;
}

/**
 * Changes how tensors print from now on. As in PyTorch, `sciMode` returns to automatic when it is not given.
 *
 * @example
 * setPrintOptions({ precision: 2 });
 * String(tensor([1.12345])); // 'tensor([1.12])'
 */
export function setPrintOptions(settings: PrintSettings): void;
export function setPrintOptions(
  precision?: number | null,
  threshold?: number | null,
  edgeitems?: number | null,
  linewidth?: number | null,
  settings?: PrintSettings,
): void;
export function setPrintOptions(...args: readonly unknown[]): void {
  const { profile, ...single } = SETTINGS.read(args, setPrintOptions);
  if (profile !== null && !Object.hasOwn(PROFILES, profile)) {
    throw new ValueError(`set_printoptions(): unknown profile '${profile}'`, { hint: `there are ${Object.keys(PROFILES).join(', ')}` });
  }
  const given = Object.fromEntries(Object.entries(single).filter(([, value]) => value !== null));
  current = { ...current, ...(profile === null ? {} : PROFILES[profile as keyof typeof PROFILES]), sciMode: null, ...given };
}

/** The text of `tensor`: `tensor([[1., 2.]], grad_fn=<AddBackward0>)`. */
export function formatTensor(tensor: PrintedTensor, options: PrintOptions = current): string {
  const prefix = 'tensor(';
  const body = prefix + contents(tensor, prefix.length, options);
  const text = withSuffixes(body, suffixes(tensor, options), prefix.length, options.linewidth);
  return tensor.isParameter === true ? `Parameter containing:\n${text}` : text;
}

/** Writes one element, padded to the common width. */
interface Column {
  readonly width: number;
  format(index: number): string;
}

/** The printed block: `sizes` of what was read, and which of its dimensions are broken by an ellipsis. */
interface Block {
  readonly sizes: readonly number[];
  readonly broken: readonly boolean[];
  readonly column: Column;
}

function contents(tensor: PrintedTensor, indent: number, options: PrintOptions): string {
  const { shape, data } = tensor;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) return '[]';
  const edge = options.edgeitems;
  const broken = shape.map((size) => count > options.threshold && size > 2 * edge);
  if (edge === 0 && broken.includes(true)) return '[...]';
  const kept = broken.includes(true) ? shape.map((size, dim) => keptIndices(size, broken[dim] === true, edge)) : null;
  const elements = typeof data === 'function' ? data(kept) : kept === null ? data : pick(data, tensor, kept);
  const sizes = kept === null ? shape : kept.map((indices) => indices.length);
  const column = columnOf(elements, tensor.dtype, options);
  return nested({ sizes, broken, column }, 0, 0, indent, options);
}

function keptIndices(size: number, broken: boolean, edge: number): number[] {
  const all = Array.from({ length: broken ? 2 * edge : size }, (_, index) => index);
  return broken ? all.map((index) => (index < edge ? index : size - 2 * edge + index)) : all;
}

/** The block at the outer product of `kept`, read from all elements. */
function pick(data: Elements, tensor: PrintedTensor, kept: readonly (readonly number[])[]): Elements {
  let offsets = [0];
  kept.forEach((indices, dim) => {
    const size = tensor.shape[dim] ?? 1;
    offsets = offsets.flatMap((offset) => indices.map((index) => offset * size + index));
  });
  const entries = isComplex(tensor.dtype) ? offsets.flatMap((offset) => [2 * offset, 2 * offset + 1]) : offsets;
  return entries.map((entry) => data[entry]) as number[];
}

/** Dimension `dim` of the block from element `start` on; `indent` is the column of its opening bracket. */
function nested(block: Block, dim: number, start: number, indent: number, options: PrintOptions): string {
  const rank = block.sizes.length - dim;
  if (rank === 0) return block.column.format(start);
  if (rank === 1) return row(block, start, indent, options);
  const size = block.sizes[dim] ?? 0;
  const stride = block.sizes.slice(dim + 1).reduce((product, inner) => product * inner, 1);
  const parts = Array.from({ length: size }, (_, index) => nested(block, dim + 1, start + index * stride, indent + 1, options));
  if (block.broken[dim] === true) parts.splice(options.edgeitems, 0, '...');
  return `[${parts.join(`,${'\n'.repeat(rank - 1)}${' '.repeat(indent + 1)}`)}]`;
}

function row(block: Block, start: number, indent: number, options: PrintOptions): string {
  const dim = block.sizes.length - 1;
  const cells = Array.from({ length: block.sizes[dim] ?? 0 }, (_, index) => block.column.format(start + index));
  if (block.broken[dim] === true) cells.splice(options.edgeitems, 0, ' ...');
  const perLine = Math.max(1, Math.floor((options.linewidth - indent) / (block.column.width + 2)));
  const lines: string[] = [];
  for (let first = 0; first < cells.length; first += perLine) lines.push(cells.slice(first, first + perLine).join(', '));
  return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}

function isComplex(dtype: string): boolean {
  return dtype.startsWith('complex');
}

function columnOf(elements: Elements, dtype: string, options: PrintOptions): Column {
  if (isComplex(dtype)) return complexColumn(elements as ArrayLike<number>, options);
  if (/^b?float/.test(dtype)) return floatColumn(elements as ArrayLike<number>, options);
  const text = dtype === 'bool' ? (value: unknown) => (value ? 'True' : 'False') : String;
  const texts = Array.from<number | bigint | boolean, string>(elements as ArrayLike<number>, (value) => text(value));
  const width = texts.reduce((widest, cell) => Math.max(widest, cell.length), 1);
  return { width, format: (index) => (texts[index] ?? '').padStart(width) };
}

/** One notation for the whole tensor: whole numbers `1.`, decimals `0.5000`, or scientific `1.0000e-05`. */
function floatColumn(elements: ArrayLike<number>, options: PrintOptions): Column {
  const finite = Array.from(elements).filter((value) => Number.isFinite(value) && value !== 0);
  const magnitudes = finite.map(Math.abs);
  const least = magnitudes.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = magnitudes.reduce((high, value) => Math.max(high, value), 0);
  const whole = finite.every(Number.isInteger);
  const wide = finite.length > 0 && (most / least > 1000 || most > 1e8 || least < 1e-4);
  const scientific = finite.length > 0 && (options.sciMode ?? wide);
  const write = (value: number): string => {
    if (scientific) return exponential(value, options.precision);
    if (!whole) return fixed(value, options.precision);
    return Number.isFinite(value) ? `${fixed(value, 0)}.` : fixed(value, 0);
  };
  const width = finite.reduce((widest, value) => Math.max(widest, write(value).length), 1);
  return { width, format: (index) => write(elements[index] ?? Number.NaN).padStart(width) };
}

/** Real and imaginary parts each choose their own notation; `j` follows, with `+` where the part has no sign. */
function complexColumn(pairs: ArrayLike<number>, options: PrintOptions): Column {
  const half = (part: number) => Array.from({ length: pairs.length / 2 }, (_, index) => pairs[2 * index + part] ?? 0);
  const real = floatColumn(half(0), options);
  const imaginary = floatColumn(half(1), options);
  return {
    width: real.width + imaginary.width + 1,
    format(index) {
      const part = `${imaginary.format(index).trimStart()}j`;
      return real.format(index) + (part.startsWith('-') ? part : `+${part}`);
    },
  };
}

function suffixes(tensor: PrintedTensor, options: PrintOptions): string[] {
  const { shape, dtype, device = 'cpu', defaultDtype = 'float32' } = tensor;
  const empty = shape.includes(0);
  const usual = [defaultDtype, defaultDtype === 'float64' ? 'complex128' : 'complex64', 'int64', 'bool'];
  const list: string[] = [];
  if (device !== 'cpu') list.push(`device='${device}'`);
  if (empty ? shape.length !== 1 : options.edgeitems === 0) list.push(`size=${tuple(shape)}`);
  if (empty ? dtype !== defaultDtype : !usual.includes(dtype)) list.push(`dtype=torch.${dtype}`);
  if (tensor.gradFnName) list.push(`grad_fn=<${tensor.gradFnName}>`);
  else if (tensor.requiresGrad === true) list.push('requires_grad=True');
  return list;
}

function tuple(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** Suffixes follow on the last line while they fit; PyTorch counts that line two columns too long, and so do we. */
function withSuffixes(body: string, list: readonly string[], indent: number, linewidth: number): string {
  let text = body;
  let column = body.length - body.lastIndexOf('\n') + 1;
  for (const suffix of list) {
    const fits = column + suffix.length + 2 <= linewidth;
    text += fits ? `, ${suffix}` : `,\n${' '.repeat(indent)}${suffix}`;
    column = fits ? column + suffix.length + 2 : indent + suffix.length;
  }
  return `${text})`;
}
