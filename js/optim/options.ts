/** Options that PyTorch's optimisers take for the sake of how they are carried out. */
import { ValueError } from '../error.ts';

/** Steps are one kernel outside of the graph; a step that is part of it would lose its history. */
export function refuseDifferentiable({ differentiable }: { readonly differentiable: boolean }): void {
  if (differentiable) throw new ValueError('differentiable steps are not supported');
}
