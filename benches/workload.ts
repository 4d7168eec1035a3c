/** What a workload is. A measurement is one call of `run`; the time of one repetition is what counts. */

export type Unit = 'ns' | 'µs';

/** Repeats the work. */
export type Run = (repetitions: number) => void;

export interface Workload {
  /** The same as that of its twin in torch_workloads.py. */
  readonly name: string;
  /** Of one repetition. */
  readonly unit: Unit;
  /** So many repetitions in each measurement; otherwise as many as take 50 ms. */
  readonly repetitions?: number;
  /** Makes the inputs. */
  prepare(): Run;
}
