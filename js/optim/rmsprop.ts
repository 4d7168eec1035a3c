/** RMSprop. */
import { innerOperator } from '../dispatch/operator.ts';
import { ANY, BOOL, FLOAT, optional, required, signature } from '../signature.ts';
import { counted, Optimizer, type ParamGroup, type ParamsInput, remembered, withGradients } from './optimizer.ts';
import { checkNotNegative, refuseDifferentiable, type Rules } from './rules.ts';

export interface RMSpropOptions {
  /** How far a step goes (0.01). */
  readonly lr?: number;
  /** How long the average of squares remembers (0.99). */
  readonly alpha?: number;
  /** Added to the divisor (1e-8). */
  readonly eps?: number;
  /** How much of the parameter is added to its gradient (0). */
  readonly weightDecay?: number;
  /** How much of the last step is in the next (0). */
  readonly momentum?: number;
  /** Divide by the deviation rather than by the root mean square. */
  readonly centered?: boolean;
  readonly capturable?: boolean;
  readonly foreach?: boolean | null;
  /** Climb rather than descend. */
  readonly maximize?: boolean;
  readonly differentiable?: boolean;
}

interface RMSpropGroup extends ParamGroup {
  alpha: number;
  eps: number;
  weightDecay: number;
  momentum: number;
  centered: boolean;
  maximize: boolean;
}

const fusedRmsprop = innerOperator('_fused_rmsprop_');

const SIGNATURE = signature(
  'RMSprop',
  required('params', ANY),
  optional('lr', FLOAT, 1e-2),
  optional('alpha', FLOAT, 0.99),
  optional('eps', FLOAT, 1e-8),
  optional('weightDecay', FLOAT, 0),
  optional('momentum', FLOAT, 0),
  optional('centered', BOOL, false),
  optional('capturable', BOOL, false),
  optional('foreach', BOOL, null),
  optional('maximize', BOOL, false),
  optional('differentiable', BOOL, false),
);

const RULES: Rules = {
  signature: SIGNATURE,
  check(options) {
    const { lr, eps, momentum, weightDecay, alpha, differentiable } = options as unknown as RMSpropGroup & { readonly differentiable: boolean };
    checkNotNegative('learning rate', lr);
    checkNotNegative('epsilon value', eps);
    checkNotNegative('momentum value', momentum);
    checkNotNegative('weight_decay value', weightDecay);
    checkNotNegative('alpha value', alpha);
    refuseDifferentiable({ differentiable });
  },
  state: { required: ['step', 'squareAvg'], optional: ['momentumBuffer', 'gradAvg'] },
};

/**
 * Steps by the gradient over the root of the average square (Hinton).
 *
 * @example
 * const optimizer = new optim.RMSprop(model.parameters(), { lr: 0.01, momentum: 0.9 });
 */
export class RMSprop extends Optimizer<RMSpropGroup> {
  static override readonly name: string = 'RMSprop';

  constructor(params: ParamsInput<RMSpropOptions>, options?: RMSpropOptions);
  constructor(params: ParamsInput<RMSpropOptions>, lr: number, options?: RMSpropOptions);
  constructor(params: ParamsInput<RMSpropOptions>, lr: number, alpha: number, eps?: number, weightDecay?: number, momentum?: number);
  constructor(...args: readonly unknown[]) {
    const { params, ...defaults } = SIGNATURE.read(args, new.target);
    super(params, defaults, RULES);
  }

  protected override update({ params, lr, alpha, eps, weightDecay, momentum, centered, maximize }: RMSpropGroup): void {
    const ready = withGradients(params);
    counted(this.state, ready);
    const squares = remembered(this.state, ready, 'squareAvg');
    const buffers = momentum > 0 ? remembered(this.state, ready, 'momentumBuffer') : [];
    const means = centered ? remembered(this.state, ready, 'gradAvg') : [];
    fusedRmsprop(ready, squares, means, buffers, lr, alpha, eps, weightDecay, momentum, maximize);
  }
}
