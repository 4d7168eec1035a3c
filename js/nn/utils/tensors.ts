/** The kind of arguments that are one tensor or several, as they are named in refusals of PyTorch's `torch.nn.utils`. */
import { ValueError } from '../../error.ts';
import { type Kind, TENSORS } from '../../signature.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import { typeText } from '../../text.ts';

export type Several = Tensor | Iterable<Tensor>;

/** Tensors, each of which is looked at. */
export const SEVERAL: Kind<readonly Tensor[]> = {
  ...TENSORS,
  read(value) {
    const tensors = isTensor(value) ? [value] : [...(value as Iterable<Tensor>)];
    const stranger = tensors.find((each) => !isTensor(each));
    if (stranger !== undefined || tensors.includes(undefined as never)) throw new ValueError(`expected Tensors, but got ${typeText(stranger)}`);
    return tensors;
  },
};
