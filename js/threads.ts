/** How many threads kernels use. */
import { native } from './native/index.ts';

/** The number of threads that kernels share, the caller's own included. */
export function getNumThreads(): number {
  return native.getNumThreads();
}

/** Sets the number of threads, at least 1. */
export function setNumThreads(threads: number): void {
  native.setNumThreads(threads);
}
