/** Samples and mini-batches: PyTorch's `torch.utils.data`. */
export { type Dataset, randomSplit, Subset, TensorDataset } from './dataset.ts';
export { DataLoader, type DataLoaderOptions } from './loader.ts';
export {
  BatchSampler,
  RandomSampler,
  type RandomSamplerOptions,
  type Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from './sampler.ts';
