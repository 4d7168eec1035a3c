/** Rows of a table by number. */
import { unrecorded } from '../autograd/mode.ts';
import { ShapeError, ValueError } from '../error.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { type Arguments, BOOL, FACTORY, FLOAT, INT, optional, required, signature, TENSOR } from '../signature.ts';
import { embedding } from './functional.ts';
import { normal_ } from './init.ts';
import { Module } from './module/module.ts';
import { emptyTensor, Parameter } from './module/parameter.ts';
import * as takes from './module/signatures.ts';
import { floatText } from '../text.ts';

const LOOKUP = [
  optional('paddingIdx', INT, null),
  optional('maxNorm', FLOAT, null),
  optional('normType', FLOAT, 2),
  optional('scaleGradByFreq', BOOL, false),
  optional('sparse', BOOL, false),
] as const;
const EMBEDDING = signature(
  'Embedding',
  required('numEmbeddings', INT),
  required('embeddingDim', INT),
  ...LOOKUP,
  optional('_weight', TENSOR, null),
  optional('_freeze', BOOL, false),
  ...FACTORY,
);
const PRETRAINED = signature('from_pretrained', required('embeddings', TENSOR), optional('freeze', BOOL, true), ...LOOKUP);

/**
 * A learned vector of `embeddingDim` for each of `numEmbeddings` numbers: int64 of any shape to that shape plus one dimension.
 *
 * @example
 * new nn.Embedding(1000, 64, { paddingIdx: 0 }).call(tensor([[1n, 2n, 0n]])); // [1, 3, 64]
 */
export class Embedding extends Module {
  static override readonly name: string = 'Embedding';

  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  static readonly parameterNames: readonly string[] = ['weight'];
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly sparse: boolean;
  weight: Parameter;

  constructor(...args: Arguments<typeof EMBEDDING.params>) {
    super();
    const options = EMBEDDING.read(args);
    const { numEmbeddings, embeddingDim, _weight: given, device, dtype } = options;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = placeOf(options.paddingIdx, numEmbeddings);
    this.maxNorm = options.maxNorm;
    this.normType = options.normType;
    this.scaleGradByFreq = options.scaleGradByFreq;
    this.sparse = options.sparse;
    if (given !== null && given.shape.join() !== [numEmbeddings, embeddingDim].join()) {
      throw new ShapeError('Shape of weight does not match num_embeddings and embedding_dim');
    }
    this.weight = new Parameter(given ?? emptyTensor([numEmbeddings, embeddingDim], device, dtype), !options._freeze);
    if (given === null) this.resetParameters();
  }

  /** A layer with a given table, which does not learn unless `freeze` is off. */
  static fromPretrained(...args: Arguments<typeof PRETRAINED.params>): Embedding {
    const { embeddings, freeze, ...rest } = PRETRAINED.read(args);
    if (embeddings.ndim !== 2) throw new ShapeError('Embeddings parameter is expected to be 2-dimensional');
    const [numEmbeddings, embeddingDim] = embeddings.shape as readonly [number, number];
    return new Embedding({ ...rest, numEmbeddings, embeddingDim, _weight: embeddings, _freeze: freeze } as never);
  }

  /** Draws the table anew. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== null) unrecorded(() => this.weight.select(0, paddingIdx).fill_(0));
  }

  override forward(input: Tensor): Tensor {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
    const { weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse } = this;
    return embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse);
  }

  override extraRepr(): string {
    const { numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse } = this;
    return [
      `${numEmbeddings}, ${embeddingDim}`,
      ...(paddingIdx === null ? [] : [`padding_idx=${paddingIdx}`]),
      ...(maxNorm === null ? [] : [`max_norm=${floatText(maxNorm)}`]),
      ...(normType === 2 ? [] : [`norm_type=${floatText(normType)}`]),
      ...(scaleGradByFreq ? ['scale_grad_by_freq=True'] : []),
      ...(sparse ? ['sparse=True'] : []),
    ].join(', ');
  }
}

function placeOf(index: number | null, count: number): number | null {
  if (index === null) return null;
  if (index >= count || index < -count) throw new ValueError('Padding_idx must be within num_embeddings');
  return index < 0 ? count + index : index;
}
