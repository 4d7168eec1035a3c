/** Samples and mini-batches: PyTorch's `torch.utils.data`. */
export { type Dataset, randomSplit, Subset, TensorDataset } from './dataset.ts';
export { DataLoader, type DataLoaderOptions } from './loader.ts';
