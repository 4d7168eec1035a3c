/** Dropout: in training, elements or whole channels are zero with a probability. A line each. */
import { ValueError } from '../error.ts';
import { BOOL, FLOAT, optional } from '../signature.ts';
import type { Tensor } from '../tensor.ts';
import { floatText } from '../text.ts';
import * as F from './functional.ts';
import { sameShapeLayer } from './layer.ts';

type Drop = (input: Tensor, p: number, training: boolean, inplace: boolean) => Tensor;

const dropout = (name: string, drop: Drop) =>
  sameShapeLayer(name, [optional('p', FLOAT, 0.5), optional('inplace', BOOL, false)], {
    text: ['p=', 'inplace='],
    fields(given) {
      const { p } = given;
      if (!(p >= 0 && p <= 1)) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${floatText(p)}`);
      return given;
    },
    forward: (x, { p, training, inplace }) => drop(x, p, training, inplace),
  });

export class Dropout extends dropout('Dropout', (x, p, training, inplace) => F.dropout(x, p, training, inplace)) {}
export class Dropout1d extends dropout('Dropout1d', (x, p, training, inplace) => F.dropout1d(x, p, training, inplace)) {}
export class Dropout2d extends dropout('Dropout2d', (x, p, training, inplace) => F.dropout2d(x, p, training, inplace)) {}
export class Dropout3d extends dropout('Dropout3d', (x, p, training, inplace) => F.dropout3d(x, p, training, inplace)) {}
export class AlphaDropout extends dropout('AlphaDropout', (x, p, training, inplace) => F.alphaDropout(x, p, training, inplace)) {}
export class FeatureAlphaDropout extends dropout('FeatureAlphaDropout', (x, p, training, inplace) => F.featureAlphaDropout(x, p, training, inplace)) {}
