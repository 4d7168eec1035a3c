/** LBFGS on small functions: it runs its own loop, so that the closure and the counts are compared too. */
import { compareTensor, isClose, prefixed, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, type LiveTensor } from './engine.ts';
import { decodeTensor, fromNumbers, hostOf, numbers, toLive } from './host.ts';
import { type LiveOptimizer, plainValue } from './optim.ts';
import { type Json, tensorOf } from './values.ts';

export interface LbfgsRecord {
  readonly id: string;
  readonly hyper: Readonly<Record<string, Json>>;
  readonly function: {
    readonly kind: string;
    readonly A?: number[][];
    readonly b?: number[];
    readonly a?: number;
    readonly w?: number[];
  };
  readonly x0: readonly number[];
  readonly dtype: string;
  readonly stable_steps: number;
  readonly x_stable_steps: number;
  readonly after_step: readonly { readonly loss_before: number; readonly x: Json; readonly closure_calls: number }[];
}

export function lbfgsVerdict(engine: Engine, record: LbfgsRecord): Verdict {
  const slack = record.dtype === 'float64' ? 1e-6 : 1e-3;
  const tolerance = { rtol: slack, atol: slack };
  const x = toLive(engine, fromNumbers(record.x0, [record.x0.length], record.dtype)).requiresGrad_(true);
  const hyper = plainValue(engine, record.hyper) as Record<string, unknown>;
  const optimizer = construct(engine, 'optim.LBFGS', [[x]], hyper) as LiveOptimizer;
  let calls = 0;
  const closure = () => {
    calls += 1;
    optimizer.zeroGrad();
    const loss = lossOf(engine, record, x);
    loss.backward();
    return loss;
  };
  for (const [index, expected] of record.after_step.entries()) {
    const returned = optimizer.step(closure);
    const loss = typeof returned === 'number' ? returned : (numbers(hostOf(returned as LiveTensor))[0] ?? Number.NaN);
    const encoded = tensorOf(expected.x);
    if (index < record.x_stable_steps && encoded !== null) {
      if (!isClose(loss, expected.loss_before, tolerance)) return `step ${index}: loss ${loss}, expected ${expected.loss_before}`;
      const verdict = compareTensor(hostOf(x), decodeTensor(encoded), tolerance);
      if (verdict !== null) return prefixed(`x after step ${index}`, verdict);
    }
    if (index < record.stable_steps && calls !== expected.closure_calls) {
      return `step ${index}: ${calls} closure calls, expected ${expected.closure_calls}`;
    }
  }
  return null;
}

function lossOf(engine: Engine, record: LbfgsRecord, x: LiveTensor): LiveTensor {
  const { kind, A = [], b = [], a = 1, w = [] } = record.function;
  const vector = (values: readonly number[]) => toLive(engine, fromNumbers(values, [values.length], record.dtype));
  const on = (self: unknown, name: string, ...args: unknown[]) => callMethod(self, name, args) as LiveTensor;
  if (kind === 'quadratic') {
    const matrix = toLive(engine, fromNumbers(A.flat(), [A.length, A.length], record.dtype));
    return on(on(on(x, 'dot', on(matrix, 'mv', x)), 'mul', 0.5), 'sub', on(vector(b), 'dot', x));
  }
  if (kind === 'rosenbrock') {
    const n = x.shape[0] ?? 0;
    const [head, tail] = [on(x, 'narrow', 0, 0, n - 1), on(x, 'narrow', 0, 1, n - 1)];
    const curve = on(on(on(tail, 'sub', on(head, 'mul', head)), 'pow', 2), 'mul', a);
    return on(on(curve, 'add', on(on(on(head, 'neg'), 'add', 1), 'pow', 2)), 'sum');
  }
  const inner = on(on(vector(w), 'mul', x), 'sub', 1);
  return on(callFunction(engine, 'log', [callFunction(engine, 'cosh', [inner])]), 'sum');
}
