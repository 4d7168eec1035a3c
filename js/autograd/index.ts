/** Automatic differentiation: gradients, modes, custom functions. */
export { backward, grad, type GradOptions } from './gradients.ts';
export { Function, FunctionContext } from './function.ts';
export { Graph, graph, type GraphEdge, type GraphNode, type GraphNodeKind, type GraphOptions } from './graph.ts';
export { enableGrad, inferenceMode, isGradEnabled, noGrad, setGradEnabled } from './mode.ts';
export { Node } from './node.ts';
export { Variable } from './variable.ts';
