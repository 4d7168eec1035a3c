/** A small GPT, as one writes it: 4 layers, 128 wide, 4 heads, 64 characters in each of 12 rows, 65 characters in all. */
import { arange, nn, tril, ones } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';

export const [VOCABULARY, WIDTH, HEADS, LENGTH, BATCH, LAYERS] = [65, 128, 4, 64, 12, 4];

type Attend = (q: Tensor, k: Tensor, v: Tensor, mask: Tensor) => Tensor;

/** softmax(q kᵀ / √d) v, where a place sees those before it. */
export const writtenOut: Attend = (q, k, v, mask) => {
  const scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(WIDTH / HEADS)) as Tensor;
  return scores.maskedFill(mask, Number.NEGATIVE_INFINITY).softmax(-1).matmul(v) as Tensor;
};

class Block extends nn.Module {
  norm1 = new nn.LayerNorm([WIDTH]);
  qkv = new nn.Linear(WIDTH, 3 * WIDTH);
  project = new nn.Linear(WIDTH, WIDTH);
  norm2 = new nn.LayerNorm([WIDTH]);
  widen = new nn.Linear(WIDTH, 4 * WIDTH);
  narrow = new nn.Linear(4 * WIDTH, WIDTH);
  readonly attend: Attend;

  constructor(attend: Attend) {
    super();
    this.attend = attend;
  }

  override forward(x: Tensor, mask: Tensor): Tensor {
    const parts = (this.qkv.call(this.norm1.call(x)) as Tensor).split(WIDTH, -1) as Tensor[];
    const [q, k, v] = parts.map((part): Tensor => part.view([BATCH, LENGTH, HEADS, WIDTH / HEADS]).transpose(1, 2));
    const attended = this.attend(q as Tensor, k as Tensor, v as Tensor, mask)
      .transpose(1, 2)
      .reshape([BATCH, LENGTH, WIDTH]);
    const after = x.add(this.project.call(attended) as Tensor);
    return after.add(this.narrow.call(nn.functional.gelu(this.widen.call(this.norm2.call(after)) as Tensor)) as Tensor) as Tensor;
  }
}

/** From characters to the logits of the next ones. */
export class GPT extends nn.Module {
  tokens = new nn.Embedding(VOCABULARY, WIDTH);
  places = new nn.Embedding(LENGTH, WIDTH);
  blocks: nn.ModuleList;
  norm = new nn.LayerNorm([WIDTH]);
  head = new nn.Linear(WIDTH, VOCABULARY, false);
  readonly #mask = tril(ones([LENGTH, LENGTH])).eq(0) as Tensor;
  readonly #positions = arange(LENGTH, { dtype: 'int64' });

  constructor(attend: Attend) {
    super();
    this.blocks = new nn.ModuleList(Array.from({ length: LAYERS }, () => new Block(attend)));
  }

  override forward(x: Tensor): Tensor {
    let hidden = (this.tokens.call(x) as Tensor).add(this.places.call(this.#positions) as Tensor) as Tensor;
    for (const block of this.blocks) hidden = (block as Block).forward(hidden, this.#mask);
    return this.head.call(this.norm.call(hidden)) as Tensor;
  }
}
