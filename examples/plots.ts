/** The pictures of the examples: Vega-Lite specifications as data, drawn as SVG without a browser. */
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture that a model was asked about. */
export interface Classified {
  /** Rows of brightness, 0 to 1. */
  readonly pixels: readonly (readonly number[])[];
  readonly label: number;
  readonly prediction: number;
}

const COLORS = { data: '#4878a8', fit: '#d1603d', wrong: '#c8321f', right: '#5f6368', axis: '#9aa0a6' } as const;

/** What all pictures have in common. */
const STYLE = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  padding: 16,
  config: {
    font: 'Helvetica, Arial, sans-serif',
    view: { stroke: null },
    title: { anchor: 'start', fontSize: 16, fontWeight: 600, subtitleColor: COLORS.right, subtitleFontSize: 12, subtitlePadding: 6, offset: 14 },
    axis: {
      gridColor: '#eceff1',
      domainColor: COLORS.axis,
      tickColor: COLORS.axis,
      labelColor: COLORS.right,
      titleColor: '#3c4043',
      labelFontSize: 11,
      titleFontSize: 12,
      titlePadding: 10,
      labelFlush: false,
    },
    legend: { labelFontSize: 12, symbolSize: 90, symbolStrokeWidth: 2.5 },
  },
} as const satisfies Partial<TopLevelSpec>;

const SIZE = { width: 520, height: 320 } as const;

/** Points, and a line through them if there is one. */
export function scatterPlot(title: string, subtitle: string, points: readonly Point[], fit: readonly Point[] = []): TopLevelSpec {
  const scale = { zero: false, nice: true } as const;
  const color = { scale: { domain: ['data', 'fit'], range: [COLORS.data, COLORS.fit] }, title: null };
  const layers = [
    {
      data: { values: points.map((point) => ({ ...point, series: 'data' })) },
      mark: { type: 'point', filled: true, size: points.length > 100 ? 28 : 60, opacity: points.length > 100 ? 0.55 : 0.85 },
    },
    { data: { values: fit.map((point) => ({ ...point, series: 'fit' })) }, mark: { type: 'line', strokeWidth: 2.5 } },
  ] as const;
  return {
    ...STYLE,
    ...SIZE,
    title: { text: title, subtitle },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale },
      y: { field: 'y', type: 'quantitative', scale },
      color: { field: 'series', type: 'nominal', ...(fit.length === 0 ? { legend: null, scale: color.scale } : color) },
    },
    layer: fit.length === 0 ? [layers[0]] : [...layers],
  };
}

/** The powers of ten around positive values. */
function powersOfTen(values: readonly number[]): number[] {
  const logs = values.map(Math.log10);
  const [first, last] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** Curves of loss by step, on a logarithmic scale. */
export function lossPlot(title: string, subtitle: string, curves: Readonly<Record<string, readonly number[]>>): TopLevelSpec {
  const names = Object.keys(curves);
  const values = names.flatMap((curve) => (curves[curve] ?? []).map((loss, step) => ({ curve, step, loss })));
  return {
    ...STYLE,
    ...SIZE,
    title: { text: title, subtitle },
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'step', type: 'quantitative', axis: { title: 'step', format: 'd' } },
      y: {
        field: 'loss',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { title: 'mean squared error', values: powersOfTen(values.map(({ loss }) => loss)), format: '~g' },
      },
      color: { field: 'curve', type: 'nominal', title: null, sort: names, scale: { range: [COLORS.fit, COLORS.data] } },
      strokeDash: {
        field: 'curve',
        type: 'nominal',
        title: null,
        sort: names,
        scale: {
          range: [
            [1, 0],
            [6, 4],
          ],
        },
      },
    },
  };
}

/** A place along an axis that is not drawn. */
function hiddenAxis(field: string, domain: number[], reverse: boolean) {
  return { field, type: 'quantitative', axis: null, scale: { domain, reverse, nice: false, zero: false } } as const;
}

/** Images in a grid, each with the prediction under it; a wrong one is framed, and its label follows. */
export function digitGrid(title: string, subtitle: string, images: readonly Classified[], columns = 12): TopLevelSpec {
  const [cell, pitch, rise] = [8, 10.4, 13] as const;
  const rows = Math.ceil(images.length / columns);
  const places = images.map((image, index) => ({ image, left: (index % columns) * pitch, top: Math.floor(index / columns) * rise }));
  const pixels = places.flatMap(({ image, left, top }) =>
    image.pixels.flatMap((row, y) => row.map((ink, x) => ({ ink, x: left + x, x2: left + x + 1, y: top + y, y2: top + y + 1 }))),
  );
  const frames = places.map(({ image: { label, prediction }, left, top }) => ({
    verdict: label === prediction ? 'right' : 'wrong',
    text: label === prediction ? String(prediction) : `${prediction}, is ${label}`,
    x: left - 0.3,
    x2: left + cell + 0.3,
    y: top - 0.3,
    y2: top + cell + 0.3,
    middle: left + cell / 2,
    under: top + cell + 1.9,
  }));
  const x = (field: string) => hiddenAxis(field, [-0.6, columns * pitch - 1.8], false);
  const y = (field: string) => hiddenAxis(field, [-0.6, rows * rise - 1], true);
  const verdict = { domain: ['right', 'wrong'], range: [COLORS.right, COLORS.wrong] };
  return {
    ...STYLE,
    width: columns * 62,
    height: rows * 77,
    title: { text: title, subtitle },
    layer: [
      {
        data: { values: pixels },
        mark: { type: 'rect', strokeWidth: 0.4 },
        encoding: {
          x: x('x'),
          x2: { field: 'x2' },
          y: y('y'),
          y2: { field: 'y2' },
          color: { field: 'ink', type: 'quantitative', legend: null, scale: { domain: [0, 1], range: ['#f1f3f4', '#202124'] } },
          stroke: { field: 'ink', type: 'quantitative', legend: null, scale: { domain: [0, 1], range: ['#f1f3f4', '#202124'] } },
        },
      },
      {
        data: { values: frames },
        mark: { type: 'rect', filled: false },
        encoding: {
          x: x('x'),
          x2: { field: 'x2' },
          y: y('y'),
          y2: { field: 'y2' },
          stroke: { field: 'verdict', type: 'nominal', legend: null, scale: verdict },
          strokeWidth: { condition: { test: "datum.verdict === 'wrong'", value: 2.5 }, value: 0 },
        },
      },
      {
        data: { values: frames },
        mark: { type: 'text', fontSize: 12, baseline: 'middle' },
        encoding: {
          x: x('middle'),
          y: y('under'),
          text: { field: 'text', type: 'nominal' },
          color: { field: 'verdict', type: 'nominal', legend: null, scale: verdict },
        },
      },
    ],
    resolve: { scale: { color: 'independent', stroke: 'independent' } },
  };
}

/** Draws a specification. */
export function drawSvg(spec: TopLevelSpec): Promise<string> {
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
