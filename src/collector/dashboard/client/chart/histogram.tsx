import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { VitalHistogram } from '../../../metrics/vital-histogram.js';
import type { Formats } from '../formats.js';
import { colourOf, type Tone } from './colours.js';
import { Plot } from './plot.js';

const FONT = '12px system-ui, sans-serif';
const TONES: readonly Tone[] = ['good', 'needs-improvement', 'poor'];
const NAMES: Readonly<Partial<Record<Tone, string>>> = {
  good: 'Good',
  'needs-improvement': 'Needs improvement',
  poor: 'Poor',
};

/** The distribution of a web vital: page loads (or what is `counted`) by value, each bar in its rating's colour. */
export const Histogram = ({
  histogram,
  counted,
  thresholds,
  formats,
  theme,
}: {
  readonly histogram: VitalHistogram;
  /** Such as `page loads`. */
  readonly counted: string;
  readonly thresholds: { readonly good: number; readonly poor: number };
  readonly formats: Formats;
  readonly theme: string;
}): VNode => {
  const { name, width, counts } = histogram;
  const toneOf = (bar: number): Tone => {
    const upper = (bar + 1) * width * (1 - 1e-9);
    return upper <= thresholds.good ? 'good' : upper <= thresholds.poor ? 'needs-improvement' : 'poor';
  };
  const data = useMemo(
    (): uPlot.AlignedData => [
      counts.map((_, bar) => bar + 0.5),
      ...TONES.map((tone) => counts.map((count, bar) => (toneOf(bar) === tone ? count : null))),
    ],
    [counts, width, thresholds.good, thresholds.poor],
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  const edges = (bar: number): string =>
    bar === counts.length - 1
      ? `above ${formats.vital(name, bar * width)}`
      : `${formats.vital(name, bar * width)} to ${formats.vital(name, (bar + 1) * width)}`;
  const fullest = counts.indexOf(Math.max(...counts));
  const options = (host: HTMLElement, library: typeof uPlot): Omit<uPlot.Options, 'width' | 'height'> => {
    const axis = { stroke: colourOf(host, 'quiet'), font: FONT, ticks: { show: false } };
    const bars = library.paths.bars?.({ size: [0.86, 60], radius: 0.12 });
    return {
      padding: [12, 16, 0, 0],
      scales: {
        x: { time: false, range: [0, counts.length] },
        y: { range: (_, __, highest) => [0, (highest ?? 0) > 0 ? (highest ?? 0) * 1.1 : 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          space: 60,
          incrs: [1, 2, 4, 5, 8, 10, 20],
          values: (_self, splits) =>
            splits.map((bar) => (bar < counts.length ? formats.vital(name, bar * width) : '')),
        },
        {
          ...axis,
          grid: { stroke: colourOf(host, 'grid'), width: 1 },
          space: 44,
          size: (_self, values) => 16 + 7 * Math.max(2, ...(values ?? []).map((text) => text.length)),
          values: (_self, splits) => splits.map((value) => formats.count(value)),
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7],
        },
      ],
      series: [
        {},
        ...TONES.map((tone) => ({
          label: NAMES[tone] ?? tone,
          fill: colourOf(host, tone),
          stroke: colourOf(host, tone),
          width: 0,
          ...(bars ? { paths: bars } : {}),
          points: { show: false },
        })),
      ],
      cursor: { points: { show: false } },
    };
  };
  return (
    <Plot
      label={`${name}: ${counted} by value`}
      summary={
        all === 0
          ? `No ${counted} in this range.`
          : `${formats.count(all)} ${counted}; most of them, ${formats.count(counts[fullest])}, from ${edges(fullest)}.`
      }
      legend={TONES.map((tone) => ({ name: NAMES[tone] ?? tone, tone, bar: true }))}
      data={data}
      options={options}
      shape={[theme, name, width, counts.length].join('|')}
      heading={name}
      point={(bar) => ({
        heading: edges(bar),
        values: [
          { name: 'Page loads', text: formats.count(counts[bar]), tone: toneOf(bar) },
          { name: 'Share', text: formats.percent(all > 0 ? (counts[bar] ?? 0) / all : null) },
        ],
      })}
    />
  );
};
