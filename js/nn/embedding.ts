/** Rows of a table by number. */
import { unrecorded } from '../autograd/mode.ts';
import { ShapeError, ValueError } from '../error.ts';
import { type Arguments, BOOL, FACTORY, FLOAT, INT, optional, required, signature, TENSOR } from '../signature.ts';
import { embedding } from './functional.ts';
import { normal_ } from './init.ts';
import { layer } from './layer.ts';
import { Parameter } from './module/parameter.ts';

const LOOKUP = [
  optional('paddingIdx', INT, null),
  optional('maxNorm', FLOAT, null),
  optional('normType', FLOAT, 2),
  optional('scaleGradByFreq', BOOL, false),
  optional('sparse', BOOL, false),
] as const;
const PRETRAINED = signature('from_pretrained', required('embeddings', TENSOR), optional('freeze', BOOL, true), ...LOOKUP);

/**
 * A learned vector of `embeddingDim` for each of `numEmbeddings` numbers: int64 of any shape to that shape plus one dimension.
 *
 * @example
 * new nn.Embedding(1000, 64, { paddingIdx: 0 }).call(tensor([[1n, 2n, 0n]])); // [1, 3, 64]
 */
export class Embedding extends layer(
  'Embedding',
  [required('numEmbeddings', INT), required('embeddingDim', INT), ...LOOKUP, optional('_weight', TENSOR, null), optional('_freeze', BOOL, false), ...FACTORY],
  {
    text: ['numEmbeddings', 'embeddingDim', 'paddingIdx?', 'maxNorm?', 'normType?', 'scaleGradByFreq?', 'sparse?'],
    fields({ numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse, _weight: given }) {
      const row = rowOf(paddingIdx, numEmbeddings);
      if (given !== null && given.shape.join() !== [numEmbeddings, embeddingDim].join()) {
        throw new ShapeError('Shape of weight does not match num_embeddings and embedding_dim');
      }
      return { numEmbeddings, embeddingDim, paddingIdx: row, maxNorm, normType, scaleGradByFreq, sparse };
    },
    parameters({ numEmbeddings, embeddingDim, _weight: given, _freeze: isFrozen }, blank) {
      const weight = given === null ? blank([numEmbeddings, embeddingDim]) : new Parameter(given, !isFrozen);
      if (isFrozen) weight.requiresGrad_(false);
      return { weight };
    },
    reset({ weight, paddingIdx }) {
      normal_(weight);
      if (paddingIdx !== null) unrecorded(() => weight.select(0, paddingIdx).fill_(0));
    },
    forward: (input, { weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse }) =>
      embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse),
  },
) {
  /** A layer with a given table, which does not learn unless `freeze` is off. */
  static fromPretrained(...args: Arguments<typeof PRETRAINED.params>): Embedding {
    const { embeddings, freeze, ...rest } = PRETRAINED.read(args);
    if (embeddings.ndim !== 2) throw new ShapeError('Embeddings parameter is expected to be 2-dimensional');
    const [numEmbeddings, embeddingDim] = embeddings.shape as readonly [number, number];
    return new Embedding({ ...rest, numEmbeddings, embeddingDim, _weight: embeddings, _freeze: freeze } as never);
  }
}

/** A row counted from either end, counted from the first. */
function rowOf(index: number | null, count: number): number | null {
  if (index === null) return null;
  if (index >= count || index < -count) throw new ValueError('Padding_idx must be within num_embeddings');
  return index < 0 ? count + index : index;
}
