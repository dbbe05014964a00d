import type { Timeline } from '../../../metrics/timeline.js';
import type { Totals } from '../../../metrics/totals.js';
import type { Formats } from '../formats.js';
import { pointsChange } from '../points-change.js';

/** A figure of the overview that has a tile and a chart. */
export interface OverviewFigure {
  readonly key: string;
  readonly title: string;
  /** What it counts, in a sentence. */
  readonly help: string;
  readonly value: (totals: Totals) => number | null;
  readonly series: (timeline: Timeline) => {
    readonly current: readonly (number | null)[];
    readonly previous: readonly (number | null)[];
  };
  readonly format: (value: number | null, formats: Formats) => string;
  /** Left out where neither more nor less is better. */
  readonly higherIsBetter?: boolean;
  readonly share?: boolean;
}

const count = (value: number | null, formats: Formats): string => formats.count(value, true);

/** The overview's figures but for the web vitals. */
export const OVERVIEW_FIGURES: readonly OverviewFigure[] = [
  {
    key: 'sessions',
    title: 'Sessions',
    help: 'Sessions in which somebody was there; estimated where sessions are sampled.',
    value: ({ sessions }) => sessions,
    series: ({ sessions }) => sessions,
    format: count,
  },
  {
    key: 'visitors',
    title: 'Visitors',
    help: 'Different visitors among those who allowed analytics.',
    value: ({ visitors }) => visitors,
    series: ({ visitors }) => visitors,
    format: count,
  },
  {
    key: 'page-views',
    title: 'Page views',
    help: 'Pages shown: loaded, restored, or reached by a route change.',
    value: ({ pageViews }) => pageViews,
    series: ({ pageViews }) => pageViews,
    format: count,
  },
  {
    key: 'feature-uses',
    title: 'Feature uses',
    help: 'How often features were used.',
    value: ({ featureUses }) => featureUses,
    series: ({ featureUses }) => featureUses,
    format: count,
  },
  {
    key: 'error-free',
    title: 'Error-free sessions',
    help: 'Sessions without a single exception, handled or not.',
    value: ({ errorFree }) => errorFree?.estimate ?? null,
    series: ({ errorFree }) => errorFree,
    format: (value, formats) => formats.percent(value),
    higherIsBetter: true,
    share: true,
  },
];

/** A change against the period before, in words: `12.3 % more`; points for a share. */
export const describeChange = (
  { share }: OverviewFigure,
  now: number | null,
  before: number | null,
  formats: Formats,
): { readonly change: number | undefined; readonly text: string } => {
  if (now === null || before === null || (!share && before === 0))
    return { change: undefined, text: 'nothing before' };
  if (share) return pointsChange(now - before, formats);
  const change = (now - before) / before;
  return { change: Math.abs(change) < 0.0005 ? 0 : change, text: formats.percent(Math.abs(change)) };
};
