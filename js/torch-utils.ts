/** PyTorch's path to the data loaders, `utils.data`. */
export * as data from './data/index.ts';
