/** Normalisation over features. */
import { BOOL, expandSizes, FACTORY, FLOAT, optional, required, SIZES } from '../../signature.ts';
import { layerNorm } from '../functional.ts';
import { ones_, zeros_ } from '../init.ts';
import { sameShapeLayer } from '../layer.ts';

/**
 * Mean 0 and variance 1 over the last dimensions, whose sizes are `normalizedShape`, then a learned scale and shift
 * (Ba, Kiros and Hinton). They start as 1 and 0.
 *
 * @example
 * new nn.LayerNorm(64).call(rand([32, 10, 64]));
 */
export class LayerNorm extends sameShapeLayer(
  'LayerNorm',
  [required('normalizedShape', SIZES), optional('eps', FLOAT, 1e-5), optional('elementwiseAffine', BOOL, true), optional('bias', BOOL, true), ...FACTORY],
  {
    text: ['normalizedShape', 'eps=', 'elementwiseAffine=', 'bias='],
    fields: (given) => ({ ...given, normalizedShape: expandSizes(given.normalizedShape, 1) }),
    parameters: ({ normalizedShape, elementwiseAffine, bias }, blank) => ({
      weight: elementwiseAffine ? blank(normalizedShape) : null,
      bias: elementwiseAffine && bias ? blank(normalizedShape) : null,
    }),
    reset({ weight, bias }) {
      if (weight !== null) ones_(weight);
      if (bias !== null) zeros_(bias);
    },
    forward: (input, { normalizedShape, weight, bias, eps }) => layerNorm(input, normalizedShape, weight, bias, eps),
  },
) {}
