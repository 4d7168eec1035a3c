/** Stochastic gradient descent. */
import { innerOperator } from '../dispatch/operator.ts';
import { ValueError } from '../error.ts';
import { ANY, BOOL, FLOAT, optional, required, signature } from '../signature.ts';
import { Optimizer, type ParamGroup, type ParamsInput, remembered, withGradients } from './optimizer.ts';
import { checkNotNegative, refuseDifferentiable, type Rules } from './rules.ts';

export interface SGDOptions {
  /** How far a step goes (0.001). */
  readonly lr?: number;
  /** How much of the last step is in the next (0). */
  readonly momentum?: number;
  /** How much of the gradient stays out of the momentum (0). */
  readonly dampening?: number;
  /** How much of the parameter is added to its gradient (0). */
  readonly weightDecay?: number;
  /** Look ahead along the momentum. */
  readonly nesterov?: boolean;
  /** Climb rather than descend. */
  readonly maximize?: boolean;
  readonly foreach?: boolean | null;
  readonly differentiable?: boolean;
  readonly fused?: boolean | null;
}

interface SGDGroup extends ParamGroup {
  momentum: number;
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
  maximize: boolean;
}

const fusedSgd = innerOperator('_fused_sgd_');

const SIGNATURE = signature(
  'SGD',
  required('params', ANY),
  optional('lr', FLOAT, 1e-3),
  optional('momentum', FLOAT, 0),
  optional('dampening', FLOAT, 0),
  optional('weightDecay', FLOAT, 0),
  optional('nesterov', BOOL, false),
  optional('maximize', BOOL, false),
  optional('foreach', BOOL, null),
  optional('differentiable', BOOL, false),
  optional('fused', BOOL, null),
);

const RULES: Rules = {
  signature: SIGNATURE,
  check(options) {
    const { lr, momentum, weightDecay, nesterov, dampening, differentiable } = options as unknown as SGDGroup & { readonly differentiable: boolean };
    checkNotNegative('learning rate', lr);
    checkNotNegative('momentum value', momentum);
    checkNotNegative('weight_decay value', weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    refuseDifferentiable({ differentiable });
  },
  state: { required: [], optional: ['momentumBuffer'] },
};

/**
 * Steps against the gradient, with momentum if wanted.
 *
 * @example
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 * loss.backward();
 * optimizer.step();
 * optimizer.zeroGrad();
 */
export class SGD extends Optimizer<SGDGroup> {
  static override readonly name: string = 'SGD';

  constructor(params: ParamsInput<SGDOptions>, options?: SGDOptions);
  constructor(params: ParamsInput<SGDOptions>, lr: number, options?: SGDOptions);
  constructor(params: ParamsInput<SGDOptions>, lr: number, momentum: number, dampening?: number, weightDecay?: number, nesterov?: boolean);
  constructor(...args: readonly unknown[]) {
    const { params, ...defaults } = SIGNATURE.read(args, new.target);
    super(params, defaults, RULES);
  }

  protected override update({ params, lr, momentum, dampening, weightDecay, nesterov, maximize }: SGDGroup): void {
    const ready = withGradients(params);
    const isFirst = ready.map((param) => Number((this.state.get(param)?.['momentumBuffer'] ?? null) === null));
    const buffers = momentum === 0 ? [] : remembered(this.state, ready, 'momentumBuffer');
    fusedSgd(ready, buffers, isFirst, lr, momentum, dampening, weightDecay, nesterov, maximize);
  }
}
