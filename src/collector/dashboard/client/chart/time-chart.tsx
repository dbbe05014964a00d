import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Formats } from '../formats.js';
import { colourOf, type Tone, translucent } from './colours.js';
import { loneValues } from './lone-values.js';
import { placeNames } from './place-names.js';
import { Plot } from './plot.js';

/** A line of a time chart. `null` is a gap. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  readonly dashed?: boolean;
  readonly filled?: boolean;
}

/** A moment worth a mark, such as a release. */
export interface Marker {
  readonly time: number;
  readonly name: string;
}

export interface TimeChartProps {
  readonly label: string;
  /** When each bucket starts: milliseconds since 1970. */
  readonly starts: readonly number[];
  readonly step: number;
  /** The end of the range; a last bucket that it cuts short is drawn as still filling. */
  readonly to: number;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly formats: Formats;
  readonly theme: string;
  readonly markers?: readonly Marker[];
  /** Draws the two thresholds of a web vital. */
  readonly thresholds?: { readonly good: number; readonly poor: number };
  /** A share between 0 and 1: the scale ends at 1 and need not start at 0. */
  readonly share?: boolean;
  /** Values between whole numbers are worth a mark of the scale. */
  readonly fractions?: boolean;
  readonly onZoom?: (from: number, to: number) => void;
}

/** How much of the last bucket must have passed before a lower figure is drawn: less would look like a fall to nothing. */
const ENOUGH = 0.3;
const FONT = '12px system-ui, sans-serif';
/** Characters of a marker's name: more would cover the chart of a narrow screen. */
const LONGEST_MARK = 20;
/** Diameters of dots in CSS pixels; the smaller lets the other be seen around it. */
const DOT = { plain: 7, dashed: 5 } as const;

/** What there is to see in a line, for who does not see it. */
export const summaryOf = (
  { name, values }: Line,
  starts: readonly number[],
  step: number,
  { format, formats }: Pick<TimeChartProps, 'format' | 'formats'>,
): string => {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, start: starts[at] ?? 0 }]));
  if (known.length === 0) return `${name}: no values in this range.`;
  const least = known.reduce((one, other) => (other.value < one.value ? other : one));
  const most = known.reduce((one, other) => (other.value > one.value ? other : one));
  const final = known.at(-1) ?? most;
  const at = ({ value, start }: typeof most): string => `${format(value)} at ${formats.bucket(start, step)}`;
  return `${name} per ${formats.span(step)}: lowest ${at(least)}, highest ${at(most)}, latest ${at(final)}.`;
};

const xLabels = (formats: Formats, splits: readonly number[], increment: number): string[] =>
  splits.map((seconds, at) => {
    const time = seconds * 1_000;
    if (increment >= 86_400) return formats.bucket(time, 86_400_000).replace(/^\w+,? /, '');
    const midnight = new Date(time).getHours() === 0 && new Date(time).getMinutes() === 0;
    const clock = increment < 60 ? formats.clock(time) : formats.bucket(time, 60_000);
    return midnight || (at === 0 && increment >= 3_600)
      ? `${clock}\n${formats.bucket(time, 86_400_000).replace(/^\w+,? /, '')}`
      : clock;
  });

const drawThresholds =
  (host: HTMLElement, { good, poor }: { good: number; poor: number }) =>
  (self: uPlot): void => {
    const { ctx } = self;
    const { left, top, width, height } = self.bbox;
    ctx.save();
    for (const [value, tone, name] of [
      [good, 'good', 'good'],
      [poor, 'poor', 'poor'],
    ] as const) {
      const y = Math.round(self.valToPos(value, 'y', true));
      if (y < top || y > top + height) continue;
      const colour = colourOf(host, tone);
      ctx.strokeStyle = colour;
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(left + width, y);
      ctx.stroke();
      ctx.fillStyle = colour;
      ctx.font = FONT.replace('12', String(11 * devicePixelRatio));
      ctx.textAlign = 'left';
      ctx.fillText(
        tone === 'good' ? `${name} up to here` : `${name} from here`,
        left + 4 * devicePixelRatio,
        y - 4 * devicePixelRatio,
      );
    }
    ctx.restore();
  };

const shortened = (name: string): string =>
  name.length > LONGEST_MARK ? `${name.slice(0, LONGEST_MARK - 1)}…` : name;

const drawMarkers =
  (host: HTMLElement, markers: readonly Marker[]) =>
  (self: uPlot): void => {
    const { ctx } = self;
    const { left, top, width, height } = self.bbox;
    ctx.save();
    ctx.font = FONT.replace('12', String(11 * devicePixelRatio));
    ctx.strokeStyle = colourOf(host, 'quiet');
    ctx.fillStyle = colourOf(host, 'quiet');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
    const marks = markers
      .map(({ time, name }) => ({
        x: Math.round(self.valToPos(time / 1_000, 'x', true)),
        text: shortened(name),
        width: ctx.measureText(shortened(name)).width,
      }))
      .filter(({ x }) => x >= left && x <= left + width);
    const gap = 5 * devicePixelRatio;
    const sides = placeNames(marks, { left, right: left + width, gap });
    marks.forEach(({ x, text }, at) => {
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, top + height);
      ctx.stroke();
      const side = sides[at];
      if (!side) return;
      ctx.textAlign = side === 'left' ? 'right' : 'left';
      ctx.fillText(text, side === 'left' ? x - gap : x + gap, top + 11 * devicePixelRatio);
    });
    ctx.restore();
  };

/**
 * Figures over time. A last bucket that is still filling is joined by a dotted line, so that it is not taken for a fall.
 * A value without a neighbour is a dot, and a ring where its bucket is still filling.
 */
export const TimeChart = (props: TimeChartProps): VNode => {
  const {
    label,
    starts,
    step,
    to,
    lines,
    format,
    formats,
    theme,
    markers = [],
    thresholds,
    share = false,
    fractions = false,
    onZoom,
  } = props;
  const filled = (to - (starts.at(-1) ?? to)) / step;
  const filling = filled < 0.99;
  const data = useMemo((): uPlot.AlignedData => {
    const last = starts.length - 1;
    const whole = lines.map(({ values, dashed }) =>
      values.map((value, at) => (filling && !dashed && at === last && last > 0 ? null : value)),
    );
    const tails = lines.map(({ values, dashed }) => {
      const value = values[last] ?? null;
      const falls = value !== null && value < (values[last - 1] ?? 0);
      const shown = filling && !dashed && last > 0 && value !== null && (filled >= ENOUGH || !falls);
      return values.map((value, at) => (shown && at >= last - 1 ? value : null));
    });
    return [starts.map((start) => start / 1_000), ...whole, ...tails];
  }, [starts, lines, filling, filled]);
  const top = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const markerKey = markers.map(({ time, name }) => `${name}@${time}`).join();

  const options = (host: HTMLElement): Omit<uPlot.Options, 'width' | 'height'> => {
    const axis = { stroke: colourOf(host, 'quiet'), font: FONT, ticks: { show: false } };
    return {
      padding: [12, 20, 0, 0],
      scales: {
        x: { time: true },
        y: {
          range: (_, lowest, highest) => {
            if (share) {
              const low = lowest === null || !Number.isFinite(lowest) ? 0 : lowest;
              return [Math.max(0, low - Math.max(0.005, (1 - low) * 0.25)), 1];
            }
            const bound = Math.max(highest ?? 0, 0);
            const most = thresholds ? Math.max(bound, thresholds.good * 1.1) : bound;
            return [0, most > 0 ? most * 1.12 : 1];
          },
        },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 70,
          size: 38,
          values: (_self, splits, _axis, _space, increment) => xLabels(formats, splits, increment),
        },
        {
          ...axis,
          grid: { stroke: colourOf(host, 'grid'), width: 1 },
          space: 44,
          size: (_self, values) => 16 + 7 * Math.max(2, ...(values ?? []).map((text) => text.length)),
          values: (_self, splits) => splits.map(format),
          ...(share || fractions || thresholds
            ? {}
            : {
                incrs: [
                  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7,
                  1e8,
                ],
              }),
        },
      ],
      series: [
        {},
        ...lines.map(({ name, tone, dashed, filled }) => ({
          label: name,
          stroke: colourOf(host, tone),
          width: dashed ? 1.5 : 2,
          ...(dashed ? { dash: [5, 4] } : {}),
          ...(filled ? { fill: translucent(colourOf(host, tone), 0.1) } : {}),
          points: {
            show: false,
            size: dashed ? DOT.dashed : DOT.plain,
            fill: colourOf(host, tone),
            filter: ({ data }: uPlot, at: number) =>
              loneValues(
                [...(data[at] ?? [])].map((value, index) => value ?? data[at + lines.length]?.[index]),
              ),
          },
        })),
        ...lines.map(({ name, tone, filled }) => ({
          label: name,
          stroke: colourOf(host, tone),
          width: 2,
          dash: [2, 3],
          ...(filled ? { fill: translucent(colourOf(host, tone), 0.05) } : {}),
          points: {
            show: false,
            size: DOT.plain,
            width: 2,
            fill: 'transparent',
            filter: ({ data }: uPlot, at: number) => loneValues([...(data[at] ?? [])]),
          },
        })),
      ],
      hooks: {
        drawAxes: [
          ...(thresholds ? [drawThresholds(host, thresholds)] : []),
          ...(markers.length > 0 ? [drawMarkers(host, markers)] : []),
        ],
      },
    };
  };

  return (
    <Plot
      label={label}
      summary={lines
        .filter(({ dashed }) => !dashed)
        .map((line) => summaryOf(line, starts, step, { format, formats }))
        .concat(markers.map(({ time, name }) => `${name} began at ${formats.moment(time)}.`))
        .join(' ')}
      legend={lines.map(({ name, tone, dashed }) => ({ name, tone, dashed: Boolean(dashed) }))}
      data={data}
      options={options}
      shape={[
        theme,
        share,
        thresholds?.good,
        markerKey,
        top > 0,
        label,
        ...lines.map(({ name }) => name),
      ].join('|')}
      heading="Time"
      point={(index) => ({
        heading:
          formats.bucket(starts[index] ?? 0, step) +
          (filling && index === starts.length - 1 ? ' (so far)' : ''),
        values: lines.map(({ name, values, tone }) => {
          const value = values[index];
          return { name, tone, text: value === null || value === undefined ? 'none' : format(value) };
        }),
      })}
      {...(onZoom
        ? {
            onSelect: (first: number, final: number) =>
              onZoom(starts[first] ?? 0, (starts[final] ?? 0) + step),
          }
        : {})}
    />
  );
};
