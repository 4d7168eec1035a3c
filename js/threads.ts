/** How many threads kernels use. */
import { ValueError } from './error.ts';
import { native } from './native/index.ts';
import { INT, required, signature, takesNone } from './signature.ts';

const SET = signature('set_num_threads', required('threads', INT));

/** The number of threads that kernels share, the caller's own included. */
export function getNumThreads(): number {
  takesNone('get_num_threads', arguments);
  return native.getNumThreads();
}

/** Sets the number of threads, at least 1. */
export function setNumThreads(threads: number): void;
export function setNumThreads(...args: readonly unknown[]): void {
  const { threads } = SET.read(args, setNumThreads);
  if (threads < 1) throw new ValueError('set_num_threads expects a positive integer');
  native.setNumThreads(Math.min(threads, 2 ** 31 - 1));
}
