/** Graphs to look at: against torchviz's drawings, and at depths no recursion would survive. */
import { describe, expect, it } from 'vitest';
import { autograd, DependencyError, tensor, type Tensor } from '../../js/index.ts';
import { importPackage } from '../../js/optional-package.ts';

const leaf = (...values: number[]) => tensor(values, { requiresGrad: true });

describe('autograd.graph', () => {
  it('names leaves, and draws operations, leaves and the output as torchviz does', () => {
    const [x, y] = [leaf(1, 2, 3), leaf(4, 5, 6)];
    const { nodes, edges } = autograd.graph(x.add(y).sum(), { params: { x, y } });
    expect(nodes.map(({ kind, name }) => [kind, name])).toEqual([
      ['output', ''],
      ['operation', 'SumBackward0'],
      ['operation', 'AddBackward0'],
      ['leaf', 'x'],
      ['operation', 'AccumulateGrad'],
      ['leaf', 'y'],
      ['operation', 'AccumulateGrad'],
    ]);
    expect(edges).toHaveLength(6);
    expect(nodes[3]?.shape).toEqual([3]);
  });

  it('meets an operation used twice once', () => {
    const x = leaf(2);
    const y = x.exp();
    const names = autograd.graph(y.mul(y)).nodes.map(({ name }) => name);
    expect(names.filter((name) => name === 'ExpBackward0')).toHaveLength(1);
  });

  it('draws what is kept for backward in orange, until it is freed', () => {
    const [x, y] = [leaf(1, 2), leaf(3, 4)];
    const product = x.mul(y).exp();
    const saved = () => autograd.graph(product, { showSaved: true }).edges.filter(({ kind }) => kind === 'saved').length;
    expect(saved()).toBe(3);
    expect(autograd.graph(product, { showSaved: true }).toDot()).toContain('fillcolor=orange');
    product.sum().backward();
    expect(saved()).toBe(0);
  });

  it('keeps a leaf blue that is also saved', () => {
    const x = leaf(1, 2);
    const kinds = autograd.graph(x.mul(x), { params: { x }, showSaved: true }).nodes.filter(({ name }) => name === 'x');
    expect(kinds.map(({ kind }) => kind)).toEqual(['leaf']);
  });

  it('draws the base of a view with a dotted line', () => {
    const product = leaf(1, 2, 3).mul(2);
    const dot = autograd.graph(product.view(3, 1)).toDot();
    expect(dot).toContain('fillcolor=darkolivegreen3');
    expect(dot).toContain('[style=dotted]');
  });

  it('takes several outputs', () => {
    const x = leaf(1);
    const { nodes } = autograd.graph([x.exp(), x.sin()]);
    expect(nodes.filter(({ kind }) => kind === 'output')).toHaveLength(2);
    expect(nodes.filter(({ kind }) => kind === 'leaf')).toHaveLength(1);
  });

  it('draws a tensor without history alone', () => {
    expect(autograd.graph(tensor([1, 2])).toDot()).toContain('\t0 [label="\\n (2)" fillcolor=darkolivegreen1]\n}');
  });

  it('escapes what names may hold', () => {
    const x = leaf(1);
    expect(autograd.graph(x.exp(), { params: { 'a "b"\\': x } }).toDot()).toContain('label="a \\"b\\"\\\\\\n (1)"');
  });

  it('walks twenty thousand operations in a row', () => {
    let x: Tensor = leaf(1);
    for (let step = 0; step < 20_000; step += 1) x = x.add(1);
    expect(autograd.graph(x).nodes).toHaveLength(20_003);
  });

  it('becomes a picture', async () => {
    const x = leaf(1, 2);
    const svg = await autograd.graph(x.exp(), { params: { x } }).toSvg();
    expect(svg).toContain('<svg');
    expect(svg).toContain('ExpBackward0');
  });
});

describe('optional packages', () => {
  it('are missed with an error that says what to install', async () => {
    const missing = importPackage('no-such-package', 'drawing', () => Promise.reject(Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' })));
    await expect(missing).rejects.toThrow(DependencyError);
    await expect(missing).rejects.toThrow('drawing needs the package no-such-package (npm install no-such-package)');
  });

  it('that are broken say so themselves', async () => {
    await expect(importPackage('broken', 'drawing', () => Promise.reject(new TypeError('broken')))).rejects.toThrow(TypeError);
  });
});
