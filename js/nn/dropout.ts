/** Dropout: in training, elements or whole channels are zero with a probability. A line each. */
import { ValueError } from '../error.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { BOOL, FLOAT, optional, Signature } from '../signature.ts';
import type { Activation, ModuleClass } from './made.ts';
import * as F from './functional.ts';
import { ModuleBase } from './module/module.ts';
import * as takes from './module/signatures.ts';
import { floatText, pythonText } from '../text.ts';

const PARAMS = [optional('p', FLOAT, 0.5), optional('inplace', BOOL, false)] as const;

type Drop = (input: Tensor, p: number, training: boolean, inplace: boolean) => Tensor;

function dropout(name: string, run: Drop): ModuleClass<typeof PARAMS, Activation> {
  const signature = new Signature(name, PARAMS);
  const made = class extends ModuleBase {
    readonly p: number;
    readonly inplace: boolean;

    constructor(...args: readonly unknown[]) {
      super();
      const { p, inplace } = signature.read(args);
      if (!(p >= 0 && p <= 1)) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${floatText(p)}`);
      this.p = p;
      this.inplace = inplace;
    }

    override forward(input: Tensor): Tensor {
      if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
      return run(input, this.p, this.training, this.inplace);
    }

    override extraRepr(): string {
      return `p=${floatText(this.p)}, inplace=${pythonText(this.inplace)}`;
    }
  };
  Object.defineProperty(made, 'name', { value: name });
  return made as unknown as ModuleClass<typeof PARAMS, Activation>;
}

export const Dropout = dropout('Dropout', (x, p, training, inplace) => F.dropout(x, p, training, inplace));
export const Dropout1d = dropout('Dropout1d', (x, p, training, inplace) => F.dropout1d(x, p, training, inplace));
export const Dropout2d = dropout('Dropout2d', (x, p, training, inplace) => F.dropout2d(x, p, training, inplace));
export const Dropout3d = dropout('Dropout3d', (x, p, training, inplace) => F.dropout3d(x, p, training, inplace));
export const AlphaDropout = dropout('AlphaDropout', (x, p, training, inplace) => F.alphaDropout(x, p, training, inplace));
export const FeatureAlphaDropout = dropout('FeatureAlphaDropout', (x, p, training, inplace) => F.featureAlphaDropout(x, p, training, inplace));

export type Dropout = InstanceType<typeof Dropout>;
export type Dropout1d = InstanceType<typeof Dropout1d>;
export type Dropout2d = InstanceType<typeof Dropout2d>;
export type Dropout3d = InstanceType<typeof Dropout3d>;
export type AlphaDropout = InstanceType<typeof AlphaDropout>;
export type FeatureAlphaDropout = InstanceType<typeof FeatureAlphaDropout>;
