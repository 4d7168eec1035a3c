/**
 * What to do about the engine's errors, by kind: PyTorch's sentences say what is wrong, a hint how it is put right here. The one
 * place for hints that need no more than the sentence; those about names are in signature/spelling.ts.
 */

interface Rule {
  readonly sentence: RegExp;
  readonly hint: string;
}

const WHOLE = "numbers in lists are float32: write tensor([0n, 2n]), or { dtype: 'int64' }";
const FLOATS = "whole numbers are integers here: write float(0), or { dtype: 'float32' }";

const RULES: readonly Rule[] = [
  // Indices, labels and places that are floats.
  { sentence: /expected (scalar type|target dtype to be) Long/, hint: WHOLE },
  { sentence: /Expected dtype int(32|64)\b.* for index/, hint: WHOLE },
  { sentence: /tensors used as indices must be long/, hint: WHOLE },
  { sentence: /one of the following scalar types: Long, Int/, hint: WHOLE },
  { sentence: /Expected a long tensor for index|index tensor of type LongTensor/, hint: WHOLE },
  { sentence: /Expected floating point type for target with class probabilities/, hint: `labels are int64: ${WHOLE}` },
  // Integers where only floats will do.
  { sentence: /only Tensors of floating point (and complex )?dtype can require gradients/i, hint: FLOATS },
  {
    sentence: /could not infer output dtype. Input dtype must be either a floating point/,
    hint: "write x.mean({ dtype: 'float32' }), or x.to('float32') first",
  },
  { sentence: /only support floating point and complex dtypes/, hint: "write x.to('float32') first" },
  { sentence: /"\w+" not implemented for '(Long|Int|Short|Char|Byte|Bool)'/, hint: "write x.to('float32') first" },
  { sentence: /to have the same dtype, but got/, hint: 'bring one to the dtype of the other: a.to(b.dtype)' },
  // Gradients.
  { sentence: /does not require grad and does not have a grad_fn/, hint: 'make what it is computed from with { requiresGrad: true }, outside of noGrad' },
  { sentence: /a leaf Variable that requires grad is being used in an in-place operation/, hint: 'change parameters inside noGrad(() => …)' },
  {
    sentence: /grad can be implicitly created only for scalar outputs/,
    hint: 'reduce it first, x.sum().backward(), or give the gradient: x.backward(gradient)',
  },
  { sentence: /Trying to backward through the graph a second time/, hint: 'backward({ retainGraph: true }) the first time' },
  // Values that do not fit.
  { sentence: /a Tensor with \d+ elements cannot be converted to Scalar/, hint: 'tolist() gives all of them' },
  { sentence: /device type at start of device string/, hint: "devices are 'cpu', 'cuda' and 'cuda:1'" },
  { sentence: /value cannot be converted to type \w*int\w* without overflow/, hint: "a wider dtype holds it: x.to('int64'), x.to('float32')" },
];

/** What may be done about an error, if there is something. */
export function hintFor(message: string): string | null {
  return RULES.find(({ sentence }) => sentence.test(message))?.hint ?? null;
}
