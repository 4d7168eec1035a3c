/** What is done with the parameters of a model beside training it: PyTorch's `torch.nn.utils`. */
export * from './clip-grad.ts';
export * from './convert-parameters.ts';
