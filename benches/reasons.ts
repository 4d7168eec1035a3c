/** Why a call is behind PyTorch, by kind: what is known, not what would be pleasant. What matches nothing has not been looked at. */
import type { Timing } from './sweep/main.ts';
import { nameOf } from './sweep/table.ts';

interface Reason {
  readonly of: RegExp;
  readonly why: string;
}

/** Seconds: a call that takes less moves no data worth speaking of. */
const CALL = 12e-6;

const REASONS: readonly Reason[] = [
  {
    of: /^(arange|fix|nonzero|row_stack|nn\.functional\.softplus)\b/,
    why: 'level with PyTorch when it was measured again: the host was busy with something else',
  },
  {
    of: /^(new_)?empty|^resize_/,
    why: 'allocates and nothing else: what it takes is the share of a garbage collection that finds the memory again, for which PyTorch has reference counts',
  },
  {
    of: /^((new_)?(zeros|ones|full)(_like)?|zero_|fill_?|eye|diagflat|isreal|bernoulli|poisson)\b|^logical_|one_hot/,
    why: 'writes, and little else (in place the logical ones are level): PyTorch writes the block that it freed a moment ago, which is still in the caches; here each result goes to another block, as nothing is freed before a collection',
  },
  {
    of: /^(sgn|sign)\b|^div(ide)? .*rounding_mode=.*\(backward\)/,
    why: "gradients that are zero: PyTorch's are tensors without memory, or written to a block that is still in the caches",
  },
  {
    of: /^(linalg\.cross|nn\.functional\.(prelu|feature_alpha_dropout|nll_loss)|float_power)\b/,
    why: 'made of several operators, each of which passes over memory, or copies its operands to another dtype first',
  },
  {
    of: /max_pool1d/,
    why: 'neighbouring windows begin a stride apart, so what is read for them is no vector',
  },
  {
    of: /^(div|divide|mul)_? other=|^clone|^(nn\.functional\.relu|neg|negative|sub|sum|clamp_|clip_)_?\b/,
    why: 'moves memory and nothing else: level with PyTorch within what one run differs from the next by',
  },
  {
    of: /^(conj|contiguous|positive|is_nonzero|is_same_size)\b/,
    why: 'gives its argument or a number back: all of it is the way through Node-API',
  },
  {
    of: /^(nn\.functional\.)?(tanh|log2?|log10|exp2?|erfc|sin|cos|tan|atan|arctan|gelu|logit|logsigmoid|sigmoid|sqrt|pow|geometric)_?\b|^special\.(erfc|logit|exp2)/,
    why: "arithmetic: PyTorch calls MKL's vector library, whose functions take fewer steps for the same digits",
  },
  {
    of: /^((__rmatmul__|matmul|mm|bmm|addmm|baddbmm|inner|einsum|tensordot|chain_matmul)|linalg\.(matmul|multi_dot))\b|linear\b/,
    why: 'products: MKL is some 0.9 of our time at 512 and 1024, on one thread as on two',
  },
  {
    of: /conv\w*\d?d\b/,
    why: 'convolutions: pictures are gathered into a matrix and multiplied; oneDNN has kernels for small windows',
  },
  {
    of: /^(scatter|gather|index_|put|take|embedding|nn\.functional\.embedding|repeat_interleave|sort|msort|unfold|kthvalue|topk|cummax|cummin|max|min|median|mode|where)/,
    why: "reads or writes at computed places: places are found first and used then, in two passes; a copy or zeros that is then written in places is spread over other caches than its writer's",
  },
  {
    of: /softmax|softmin|logsumexp|layer_norm|normalize|^std|^var|cumsum|logcumsumexp|diff/,
    why: "several passes over lines: across rows lines are taken 64 at a time, and intermediate results are streamed to memory where PyTorch's stay in the caches",
  },
  {
    of: /^(split|chunk|hsplit|vsplit|dsplit|tensor_split|unsafe_|cat|concat|stack|flip|rot90|tril|triu|slice|narrow|select|as_strided|diag|block_diag|unsqueeze_copy|expand_copy|outer|kron|addr|roll)/,
    why: 'copies of short runs, and broadcasting along short rows, which go by way of buffers',
  },
  {
    of: /^(bool|half|char|short|double|cdouble|cfloat|to|type_as)\b/,
    why: 'conversions: the narrow result is not streamed, or the wide one is twice as large as the caches',
  },
];

/** What is known of why a call is behind; null if nothing is. */
export function reasonOf(one: Timing): string | null {
  if (one.tapir < CALL && !/^(new_)?empty|^resize_/.test(one.label)) {
    return 'a call that moves next to nothing: an object, its weak reference and the way through Node-API are most of it';
  }
  const name = nameOf(one);
  return REASONS.find(({ of }) => of.test(name))?.why ?? null;
}
