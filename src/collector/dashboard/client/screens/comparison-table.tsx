import type { VNode } from 'preact';
import type {
  FigureComparison,
  ReleaseComparison,
  ReleaseFigure,
} from '../../../metrics/release-comparison.js';
import type { Formats } from '../formats.js';
import { DataTable } from '../parts/data-table.js';
import { DifferencePlot } from '../parts/difference-plot.js';
import { Bounds } from '../parts/interval.js';
import { Verdict } from '../parts/verdict.js';

const TITLES: Readonly<Record<ReleaseFigure, string>> = {
  'crash-free': 'Crash-free sessions',
  'error-free': 'Error-free sessions',
  exceptions: 'Exceptions per session',
  LCP: 'LCP of page loads, 75th percentile',
  INP: 'INP of page loads, 75th percentile',
  CLS: 'CLS of page loads, 75th percentile',
  FCP: 'FCP of page loads, 75th percentile',
  TTFB: 'TTFB of page loads, 75th percentile',
};

/** A share of sessions, of which more is better. */
const isShare = (figure: ReleaseFigure): figure is 'crash-free' | 'error-free' =>
  figure === 'crash-free' || figure === 'error-free';

const textOf = (figure: ReleaseFigure, value: number, formats: Formats): string =>
  isShare(figure)
    ? formats.percent(value)
    : figure === 'exceptions'
      ? formats.decimal(value, 3)
      : formats.vital(figure, value);

const changeOf = (figure: ReleaseFigure, value: number, formats: Formats): string => {
  const sign = value > 0 ? '+' : '';
  return isShare(figure)
    ? formats.points(value)
    : figure === 'exceptions'
      ? `${sign}${formats.decimal(value, 3)}`
      : formats.vital(figure, value, true);
};

/** Two releases figure by figure: each value, the difference with its interval, and what that says. */
export const ComparisonTable = ({
  comparison,
  formats,
}: {
  readonly comparison: ReleaseComparison;
  readonly formats: Formats;
}): VNode => (
  <DataTable<FigureComparison>
    caption={`${comparison.after} beside ${comparison.before}`}
    rows={comparison.figures}
    rowKey={({ figure }) => figure}
    empty="Neither release has figures to compare yet."
    columns={[
      { key: 'figure', title: 'Figure', cell: ({ figure }) => TITLES[figure] },
      {
        key: 'before',
        title: comparison.before,
        named: true,
        figures: true,
        cell: ({ figure, before }) => textOf(figure, before.estimate, formats),
      },
      {
        key: 'after',
        title: comparison.after,
        named: true,
        figures: true,
        cell: ({ figure, after }) => <strong>{textOf(figure, after.estimate, formats)}</strong>,
      },
      {
        key: 'difference',
        title: 'Difference',
        figures: true,
        cell: ({ figure, difference }) => (
          <span class="stacked">
            {changeOf(figure, difference.estimate, formats)}
            {isShare(figure) ? ' points' : ''}
            <Bounds interval={difference} format={(bound) => changeOf(figure, bound, formats)} />
          </span>
        ),
      },
      {
        key: 'drawing',
        title: 'Worse | better',
        cell: ({ figure, difference, verdict }) => (
          <DifferencePlot difference={difference} higherIsBetter={isShare(figure)} verdict={verdict} />
        ),
      },
      { key: 'verdict', title: 'Verdict', cell: ({ verdict }) => <Verdict verdict={verdict} /> },
    ]}
  />
);
