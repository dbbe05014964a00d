import { difference } from '../statistics/difference.js';
import type { Interval } from '../statistics/interval.js';
import { type Verdict, verdict } from '../statistics/verdict.js';
import type { ReleaseSummary } from './releases.js';
import { WEB_VITALS, type WebVital } from './web-vital.js';

/** A figure by which releases are compared. */
export type ReleaseFigure = 'crash-free' | 'error-free' | 'exceptions' | WebVital;

/** Whether a figure is a share of sessions, between 0 and 1, of which more is better. */
export const isShare = (figure: ReleaseFigure): figure is 'crash-free' | 'error-free' =>
  figure === 'crash-free' || figure === 'error-free';

/** One figure of a release beside the same of the release before it. */
export interface FigureComparison {
  readonly figure: ReleaseFigure;
  readonly after: Interval;
  readonly before: Interval;
  /** `after − before`, with its 95 % interval. */
  readonly difference: Interval;
  readonly verdict: Verdict;
}

/** A release beside the one before it. */
export interface ReleaseComparison {
  readonly after: string;
  readonly before: string;
  readonly figures: readonly FigureComparison[];
  /**
   * Worse, where any figure is; else better, where any figure is; else the same, where every figure is, leaving aside
   * crash-free sessions, which are never said to be the same; else unclear.
   */
  readonly verdict: Verdict;
}

/**
 * The smallest difference that is worth a word: half a percentage point of sessions, one exception in a hundred
 * sessions, and what a person may just notice of a vital.
 */
const MARGINS: Readonly<Record<ReleaseFigure, number>> = {
  'crash-free': 0.005,
  'error-free': 0.005,
  exceptions: 0.01,
  LCP: 100,
  INP: 20,
  CLS: 0.01,
  FCP: 100,
  TTFB: 50,
};

/**
 * Whether what tells against a release comes later than what speaks for it: crashes are told by the visitor's next visit, so
 * a release that is an hour old has few. Such a figure is worse or unclear.
 */
const isLate = (figure: ReleaseFigure): boolean => figure === 'crash-free';

interface Sized extends Interval {
  readonly size: number;
}

/** A figure that both releases have. */
interface Pair {
  readonly figure: ReleaseFigure;
  readonly after: Sized;
  readonly before: Sized;
}

const pair = (figure: ReleaseFigure, after: Sized | null, before: Sized | null): Pair[] =>
  after && before ? [{ figure, after, before }] : [];

const compare = ({ figure, after, before }: Pair, figures: number): FigureComparison => {
  const gap = difference(after, before);
  const said = verdict({
    difference: gap,
    sizes: [after.size, before.size],
    higherIsBetter: isShare(figure),
    margin: MARGINS[figure],
    figures,
  });
  return {
    figure,
    after,
    before,
    difference: gap,
    verdict: isLate(figure) && said !== 'worse' ? 'unclear' : said,
  };
};

/**
 * Compares a release with another: crash-free and error-free sessions, exceptions per session and the web vitals, each with the
 * interval of the difference. A figure that either side lacks is left out; the more there are, the surer each has to be.
 */
export const compareReleases = (after: ReleaseSummary, before: ReleaseSummary): ReleaseComparison => {
  const p75 = (release: ReleaseSummary, name: WebVital): Sized | null =>
    release.vitals.find((vital) => vital.name === name)?.p75 ?? null;
  const pairs = [
    ...pair('error-free', after.errorFree, before.errorFree),
    ...pair('crash-free', after.crashFree, before.crashFree),
    ...pair('exceptions', after.exceptionsPerSession, before.exceptionsPerSession),
    ...WEB_VITALS.flatMap((name) => pair(name, p75(after, name), p75(before, name))),
  ];
  const figures = pairs.map((one) => compare(one, pairs.length));
  const settled = figures.filter(({ figure }) => !isLate(figure));
  const any = (wanted: Verdict): boolean => figures.some((figure) => figure.verdict === wanted);
  const overall: Verdict = any('worse')
    ? 'worse'
    : any('better')
      ? 'better'
      : settled.length > 0 && settled.every((figure) => figure.verdict === 'same')
        ? 'same'
        : 'unclear';
  return { after: after.release, before: before.release, figures, verdict: overall };
};
