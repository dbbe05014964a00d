import type { Verdict } from '../statistics/verdict.js';
import {
  type FigureComparison,
  isShare,
  type ReleaseComparison,
  type ReleaseFigure,
} from './release-comparison.js';

const NAMES: Readonly<Record<ReleaseFigure, string>> = {
  'crash-free': 'crash-free sessions',
  'error-free': 'error-free sessions',
  exceptions: 'exceptions per session',
  LCP: 'LCP at the 75th percentile',
  INP: 'INP at the 75th percentile',
  CLS: 'CLS at the 75th percentile',
  FCP: 'FCP at the 75th percentile',
  TTFB: 'TTFB at the 75th percentile',
};

/** In a list, where the percentile has been said or goes without saying. */
const briefly = ({ figure }: FigureComparison): string =>
  isShare(figure) || figure === 'exceptions' ? NAMES[figure] : figure;

const digitsOf = (figure: ReleaseFigure): number =>
  isShare(figure) ? 1 : figure === 'exceptions' || figure === 'CLS' ? 3 : 0;

const rounded = (value: number, digits: number, signed = false): string =>
  new Intl.NumberFormat('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: signed ? 'exceptZero' : 'negative',
  })
    .format(value)
    .replace('-', '−');

const unitOf = (figure: ReleaseFigure): string =>
  isShare(figure) ? ' %' : figure === 'exceptions' || figure === 'CLS' ? '' : ' ms';

/** `error-free sessions 91.2 % vs 97.9 %, difference −6.7 points, 95 % interval −9.1 to −4.4` */
export const describeFigure = ({ figure, after, before, difference }: FigureComparison): string => {
  const scale = isShare(figure) ? 100 : 1;
  const digits = digitsOf(figure);
  const unit = unitOf(figure);
  const value = (number: number): string => `${rounded(number * scale, digits)}${unit}`;
  const change = (number: number | null): string =>
    number === null ? 'unknown' : rounded(number * scale, digits, true);
  return (
    `${NAMES[figure]} ${value(after.estimate)} vs ${value(before.estimate)}, ` +
    `difference ${change(difference.estimate)}${isShare(figure) ? ' points' : unit}, ` +
    `95 % interval ${change(difference.lower)} to ${change(difference.upper)}`
  );
};

const list = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);

const also = (figures: readonly FigureComparison[], wanted: Verdict, said: FigureComparison): string => {
  const others = figures.filter((figure) => figure.verdict === wanted && figure !== said);
  return others.length === 0 ? '' : ` Also ${wanted}: ${list(others.map(briefly))}.`;
};

/**
 * The comparison in plain sentences, the verdict first.
 *
 * @example '1.5.0 is worse than 1.4.0: error-free sessions 91.2 % vs 97.9 %, difference −6.7 points, 95 % interval −9.1 to −4.4.'
 */
export const describeComparison = ({ after, before, figures, verdict }: ReleaseComparison): string => {
  const said = figures.find((figure) => figure.verdict === verdict) ?? figures[0];
  if (!said) return `Nothing to compare yet: ${after} or ${before} has no sessions here.`;
  switch (verdict) {
    case 'worse': {
      const better = figures.filter((figure) => figure.verdict === 'better').map(briefly);
      return (
        `${after} is worse than ${before}: ${describeFigure(said)}.${also(figures, 'worse', said)}` +
        (better.length === 0 ? '' : ` Better, on the other hand: ${list(better)}.`)
      );
    }
    case 'better':
      return `${after} is better than ${before}: ${describeFigure(said)}.${also(figures, 'better', said)}`;
    case 'same':
      return `${after} is as good as ${before}: ${describeFigure(said)}; no other figure differs enough to matter.`;
    case 'unclear':
      return `Not enough data yet to tell ${after} from ${before}: ${describeFigure(said)}.`;
  }
};
