/**
 * The errors of the package. The engine reports kind, operator, message and hint; here they become classes whose first
 * stack frame is the caller's line.
 */
import { hintFor } from './hints.ts';

import { isNativeError } from './realm.ts';

export type ErrorCode =
  | 'ERR_SHAPE'
  | 'ERR_DTYPE'
  | 'ERR_DEVICE'
  | 'ERR_INDEX'
  | 'ERR_VALUE'
  | 'ERR_AUTOGRAD'
  | 'ERR_MEMORY'
  | 'ERR_FORMAT'
  | 'ERR_DEPENDENCY'
  | 'ERR_INTERNAL';

export interface ErrorFields {
  /** The operator, in PyTorch's name. */
  readonly op?: string | null;
  readonly hint?: string | null;
  readonly cause?: unknown;
}

/**
 * Where the package's own files lie, as stacks show it. In a bundle the file is not that of this module, and its folder may be the
 * user's; in one of CommonJS there is no address at all.
 */
const OWN_PLACES: readonly string[] = /\/error\.[jt]s(\?.*)?$/.test(import.meta.url ?? '') ? placesOf(new URL('.', import.meta.url)) : [];

function placesOf({ href, protocol, pathname }: URL): string[] {
  return protocol === 'file:' ? [href, decodeURIComponent(pathname)] : [href];
}

/** Takes the package's own frames off the start of a stack: the first one left is the caller's line. */
function startAtCaller(error: Error): void {
  const lines = error.stack?.split('\n') ?? [];
  const isFrame = (line: string) => /^\s+at /.test(line);
  const first = lines.findIndex(isFrame);
  const callers = lines.findIndex((line, index) => index >= first && isFrame(line) && !OWN_PLACES.some((place) => line.includes(place)));
  if (first > 0 && callers > first) error.stack = [...lines.slice(0, first), ...lines.slice(callers)].join('\n');
}

/**
 * What every error of the package is.
 *
 * @example
 * try {
 *   zeros([2, 3]).matmul(zeros([4, 5]));
 * } catch (error) {
 *   if (error instanceof ShapeError) console.log(error.op, error.message);
 * }
 */
export class TapirError extends Error {
  static override readonly name: string = 'TapirError';

  readonly code: ErrorCode;
  /** The operator it arose in, if it was one. */
  readonly op: string | null;
  /** What to do about it, where there is something. */
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, fields: ErrorFields = {}) {
    const { op = null, hint = null, cause } = fields;
    const text = `${op === null || message.startsWith(`${op}`) ? '' : `${op}: `}${message}${hint === null ? '' : ` (${hint})`}`;
    super(text, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    startAtCaller(this);
    this.code = code;
    this.op = op;
    this.hint = hint;
  }
}

/** Says further where an error arose. */
export function addHint(error: unknown, hint: string): unknown {
  if (!(error instanceof TapirError)) return error;
  error.message += ` (${hint})`;
  Object.defineProperty(error, 'hint', { value: error.hint === null ? hint : `${error.hint}; ${hint}`, enumerable: true, configurable: true, writable: true });
  return error;
}

/** Sizes or strides that do not fit. */
export class ShapeError extends TapirError {
  static override readonly name: string = 'ShapeError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_SHAPE', message, fields);
  }
}

/** A dtype that is unsupported here, or dtypes that do not fit together. */
export class DTypeError extends TapirError {
  static override readonly name: string = 'DTypeError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_DTYPE', message, fields);
  }
}

/** A device that is missing, or tensors on different ones. */
export class DeviceError extends TapirError {
  static override readonly name: string = 'DeviceError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_DEVICE', message, fields);
  }
}

/** An index or a dimension out of range. */
export class TensorIndexError extends TapirError {
  static override readonly name: string = 'TensorIndexError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_INDEX', message, fields);
  }
}

/** Any other argument that is refused. */
export class ValueError extends TapirError {
  static override readonly name: string = 'ValueError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_VALUE', message, fields);
  }
}

/** A gradient that cannot be had, a second backward, a forbidden in-place write. */
export class AutogradError extends TapirError {
  static override readonly name: string = 'AutogradError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_AUTOGRAD', message, fields);
  }
}

/** Not enough memory, or a size that nobody can allocate. */
export class OutOfMemoryError extends TapirError {
  static override readonly name: string = 'OutOfMemoryError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_MEMORY', message, fields);
  }
}

/** A file or stream that is not what it claims to be. */
export class FormatError extends TapirError {
  static override readonly name: string = 'FormatError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_FORMAT', message, fields);
  }
}

/** An optional package that is not installed. */
export class DependencyError extends TapirError {
  static override readonly name: string = 'DependencyError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_DEPENDENCY', message, fields);
  }
}

/** A bug in the engine. */
export class InternalError extends TapirError {
  static override readonly name: string = 'InternalError';

  constructor(message: string, fields?: ErrorFields) {
    super('ERR_INTERNAL', message, fields);
  }
}

const CLASSES: Readonly<Record<string, new (message: string, fields?: ErrorFields) => TapirError>> = {
  Shape: ShapeError,
  DType: DTypeError,
  Device: DeviceError,
  Index: TensorIndexError,
  Value: ValueError,
  Autograd: AutogradError,
  Memory: OutOfMemoryError,
  Format: FormatError,
  Internal: InternalError,
};

/** What a JavaScript function threw while the engine called it; the engine's own report of it is of no use. */
let pending: { readonly error: unknown } | null = null;

/** Keeps what a function called by the engine threw, until the engine's call returns. */
export function keepThrown(error: unknown): void {
  pending ??= { error };
}

/**
 * The typed error for what the addon threw, its stack starting at the caller of `origin`. An error that a hook threw comes
 * back as it was.
 */
export function translate(thrown: unknown, origin?: Function): unknown {
  if (pending !== null) {
    const { error } = pending;
    pending = null;
    return error;
  }
  const report = parseReport(thrown);
  if (report === null) return thrown;
  const Class = CLASSES[report.kind] ?? InternalError;
  const error = new Class(report.message, { op: report.op, hint: report.hint ?? hintFor(report.message) });
  if (origin !== undefined) {
    Error.captureStackTrace(error, origin);
    startAtCaller(error);
  }
  return error;
}

/** Whether the addon says that memory was short. */
export function isShortOfMemory(thrown: unknown): boolean {
  return pending === null && parseReport(thrown)?.kind === 'Memory';
}

interface Report {
  readonly kind: string;
  readonly op: string | null;
  readonly message: string;
  readonly hint: string | null;
}

function parseReport(thrown: unknown): Report | null {
  if (!isNativeError(thrown)) return null;
  if (!thrown.message.startsWith('{')) return null;
  try {
    return JSON.parse(thrown.message) as Report;
  } catch {
    return null;
  }
}

/** Runs a call into the addon; what it throws is typed. */
export function attempt<T>(body: () => T, origin?: Function): T {
  try {
    return body();
  } catch (error) {
    throw translate(error, origin ?? attempt);
  }
}

/** As `attempt`, of what is done later. */
export async function attemptLater<T>(body: () => Promise<T>, origin?: Function): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw translate(error, origin ?? attemptLater);
  }
}
