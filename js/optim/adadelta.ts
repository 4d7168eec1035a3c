/** Adadelta. */
import { innerOperator } from '../dispatch/operator.ts';
import { ValueError } from '../error.ts';
import { ANY, BOOL, FLOAT, optional, required, signature } from '../signature.ts';
import { floatText } from '../text.ts';
import { counted, Optimizer, type ParamGroup, type ParamsInput, remembered, withGradients } from './optimizer.ts';
import { checkNotNegative, refuseDifferentiable, type Rules } from './rules.ts';

export interface AdadeltaOptions {
  /** What a step is multiplied by (1). */
  readonly lr?: number;
  /** How long the averages of squares remember (0.9). */
  readonly rho?: number;
  /** Added under both roots (1e-6). */
  readonly eps?: number;
  /** How much of the parameter is added to its gradient (0). */
  readonly weightDecay?: number;
  readonly foreach?: boolean | null;
  readonly capturable?: boolean;
  /** Climb rather than descend. */
  readonly maximize?: boolean;
  readonly differentiable?: boolean;
}

type AdadeltaGroup = ParamGroup & { rho: number; eps: number; weightDecay: number; maximize: boolean };

const fusedAdadelta = innerOperator('_fused_adadelta_');

const SIGNATURE = signature(
  'Adadelta',
  required('params', ANY),
  optional('lr', FLOAT, 1),
  optional('rho', FLOAT, 0.9),
  optional('eps', FLOAT, 1e-6),
  optional('weightDecay', FLOAT, 0),
  optional('foreach', BOOL, null),
  optional('capturable', BOOL, false),
  optional('maximize', BOOL, false),
  optional('differentiable', BOOL, false),
);

const RULES: Rules = {
  signature: SIGNATURE,
  check(options) {
    const { lr, rho, eps, weightDecay, differentiable } = options as unknown as AdadeltaGroup & { readonly differentiable: boolean };
    checkNotNegative('learning rate', lr);
    if (!(rho >= 0 && rho <= 1)) throw new ValueError(`Invalid rho value: ${floatText(rho)}`);
    checkNotNegative('epsilon value', eps);
    checkNotNegative('weight_decay value', weightDecay);
    refuseDifferentiable({ differentiable });
  },
  state: { required: ['step', 'squareAvg', 'accDelta'], optional: [] },
};

/**
 * Steps by the gradient over its own size, times the size of the steps before (Zeiler): no learning rate need be found.
 *
 * @example
 * const optimizer = new optim.Adadelta(model.parameters());
 */
export class Adadelta extends Optimizer<AdadeltaGroup> {
  static override readonly name: string = 'Adadelta';

  constructor(params: ParamsInput<AdadeltaOptions>, options?: AdadeltaOptions);
  constructor(params: ParamsInput<AdadeltaOptions>, lr: number, rho?: number, eps?: number, weightDecay?: number);
  constructor(...args: readonly unknown[]) {
    const { params, ...defaults } = SIGNATURE.read(args, new.target);
    super(params, defaults, RULES);
  }

  protected override update({ params, lr, rho, eps, weightDecay, maximize }: AdadeltaGroup): void {
    const ready = withGradients(params);
    counted(this.state, ready);
    const [squares, deltas] = [remembered(this.state, ready, 'squareAvg'), remembered(this.state, ready, 'accDelta')];
    fusedAdadelta(ready, squares, deltas, lr, rho, eps, weightDecay, maximize);
  }
}
