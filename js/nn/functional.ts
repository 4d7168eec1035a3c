/** Layers as functions: PyTorch's `torch.nn.functional`. */
export * from '../ops/nn-functional.ts';
