/** Parameters as one vector, and back. */
import { unrecorded } from '../../autograd/mode.ts';
import { cat } from '../../ops/functions.ts';
import { required, signature, TENSOR } from '../../signature.ts';
import type { Tensor } from '../../tensor.ts';
import { SEVERAL } from './tensors.ts';

const TO_VECTOR = signature('parameters_to_vector', required('parameters', SEVERAL));
const FROM_VECTOR = signature('vector_to_parameters', required('vec', TENSOR), required('parameters', SEVERAL));

/** All parameters in one vector. */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor;
export function parametersToVector(...args: readonly unknown[]): Tensor {
  const { parameters } = TO_VECTOR.read(args, parametersToVector);
  return cat(parameters.map((parameter) => parameter.reshape([-1])));
}

/** Writes the elements of a vector into the parameters. */
export function vectorToParameters(vec: Tensor, parameters: Iterable<Tensor>): void;
export function vectorToParameters(...args: readonly unknown[]): void {
  const { vec, parameters } = FROM_VECTOR.read(args, vectorToParameters);
  let start = 0;
  for (const parameter of parameters) {
    const count = parameter.numel();
    const part = vec.narrow(0, start, count).reshape(parameter.shape);
    unrecorded(() => parameter.copy_(part));
    start += count;
  }
}
