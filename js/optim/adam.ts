/** Adam, and Adam with decoupled weight decay. */
import { innerOperator } from '../dispatch/operator.ts';
import { ANY, BOOL, FLOAT, type Kind, optional, required, Signature } from '../signature.ts';
import { counted, Optimizer, type ParamGroup, type ParamsInput, remembered, withGradients } from './optimizer.ts';
import { checkBetas, checkNotNegative, refuseDifferentiable, type Rules } from './rules.ts';

export interface AdamOptions {
  /** How far a step goes (0.001). */
  readonly lr?: number;
  /** How long the averages of gradients and of their squares remember (0.9, 0.999). */
  readonly betas?: readonly [number, number];
  /** Added to the divisor (1e-8). */
  readonly eps?: number;
  /** How much of the parameter is added to its gradient, or decays by itself (0; AdamW 0.01). */
  readonly weightDecay?: number;
  /** Divide by the largest average so far. */
  readonly amsgrad?: boolean;
  readonly foreach?: boolean | null;
  /** Climb rather than descend. */
  readonly maximize?: boolean;
  readonly capturable?: boolean;
  readonly differentiable?: boolean;
  readonly fused?: boolean | null;
}

interface AdamGroup extends ParamGroup {
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  amsgrad: boolean;
  maximize: boolean;
  decoupledWeightDecay: boolean;
}

const fusedAdam = innerOperator('_fused_adam_');

const PAIR: Kind<readonly [number, number]> = {
  name: 'tuple of two floats',
  accepts: (value) => Array.isArray(value) && value.length === 2 && value.every(FLOAT.accepts),
  item: FLOAT.accepts,
  read: (value) => (value as readonly unknown[]).map(Number) as unknown as readonly [number, number],
};

function signatureOf(name: string, weightDecay: number) {
  const params = [
    required('params', ANY),
    optional('lr', FLOAT, 1e-3),
    optional('betas', PAIR, [0.9, 0.999]),
    optional('eps', FLOAT, 1e-8),
    optional('weightDecay', FLOAT, weightDecay),
    optional('amsgrad', BOOL, false),
    optional('foreach', BOOL, null),
    optional('maximize', BOOL, false),
    optional('capturable', BOOL, false),
    optional('differentiable', BOOL, false),
    optional('fused', BOOL, null),
    optional('decoupledWeightDecay', BOOL, false),
  ] as const;
  return new Signature(name, params);
}

const ADAM = signatureOf('Adam', 0);
const ADAMW = signatureOf('AdamW', 1e-2);

const RULES: Rules = {
  signature: ADAM,
  check(options) {
    const { lr, eps, betas, weightDecay, differentiable } = options as unknown as AdamGroup & { readonly differentiable: boolean };
    checkNotNegative('learning rate', lr);
    checkNotNegative('epsilon value', eps);
    checkBetas(betas);
    checkNotNegative('weight_decay value', weightDecay);
    refuseDifferentiable({ differentiable });
  },
  state: { required: ['step', 'expAvg', 'expAvgSq'], optional: ['maxExpAvgSq'] },
};

/**
 * Steps by the average gradient over the root of the average square (Kingma and Ba).
 *
 * @example
 * const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
 */
export class Adam extends Optimizer<AdamGroup> {
  static override readonly name: string = 'Adam';

  constructor(params: ParamsInput<AdamOptions>, options?: AdamOptions & { readonly decoupledWeightDecay?: boolean });
  constructor(params: ParamsInput<AdamOptions>, lr: number, options?: AdamOptions);
  constructor(params: ParamsInput<AdamOptions>, lr: number, betas: readonly [number, number], eps?: number, weightDecay?: number, amsgrad?: boolean);
  constructor(...args: readonly unknown[]) {
    const { params, ...defaults } = ADAM.read(args, new.target);
    super(params, defaults, RULES);
  }

  protected override update({ params, lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay }: AdamGroup): void {
    const ready = withGradients(params);
    const [beta1, beta2] = betas;
    const steps = counted(this.state, ready);
    const [means, squares] = [remembered(this.state, ready, 'expAvg'), remembered(this.state, ready, 'expAvgSq')];
    const greatest = amsgrad ? remembered(this.state, ready, 'maxExpAvgSq') : [];
    fusedAdam(ready, means, squares, greatest, steps, lr, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize);
  }
}

/**
 * Adam whose weight decay is apart from the gradient (Loshchilov and Hutter).
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3, weightDecay: 0.1 });
 */
export class AdamW extends Adam {
  static override readonly name: string = 'AdamW';

  constructor(params: ParamsInput<AdamOptions>, options?: AdamOptions);
  constructor(params: ParamsInput<AdamOptions>, lr: number, options?: AdamOptions);
  constructor(params: ParamsInput<AdamOptions>, lr: number, betas: readonly [number, number], eps?: number, weightDecay?: number, amsgrad?: boolean);
  constructor(...args: readonly unknown[]) {
    const { params, ...defaults } = ADAMW.read(args, new.target);
    super(params as ParamsInput<AdamOptions>, { ...defaults, decoupledWeightDecay: true });
  }
}
