import { type CampaignSummary, campaigns } from '../metrics/campaigns.js';
import { type Choices, choices } from '../metrics/choices.js';
import { type ClientSummary, clients } from '../metrics/clients.js';
import { type CrashGroup, crashes } from '../metrics/crashes.js';
import { describeComparison } from '../metrics/describe-comparison.js';
import { type ExceptionDetail, exceptionDetail } from '../metrics/exception-detail.js';
import { type ExceptionGroup, exceptions } from '../metrics/exceptions.js';
import { type FeatureFlag, featureFlags } from '../metrics/feature-flags.js';
import { type FeatureGroup, featureGroups } from '../metrics/feature-groups.js';
import {
  type FeatureSummary,
  type FeatureTimeline,
  features,
  featuresTimeline,
} from '../metrics/features.js';
import { type FirstUses, firstUses } from '../metrics/first-uses.js';
import { type FrustrationFigure, frustration } from '../metrics/frustration.js';
import { type FrustrationPlace, frustrationPlaces } from '../metrics/frustration-places.js';
import { type LossReport, loss } from '../metrics/loss.js';
import { type PageSummary, pages } from '../metrics/pages.js';
import { type Participation, participation } from '../metrics/participation.js';
import { compareReleases, type ReleaseComparison } from '../metrics/release-comparison.js';
import { countReleases, type ReleaseSummary, releases } from '../metrics/releases.js';
import { type RequestDetail, requestDetail } from '../metrics/request-detail.js';
import { type RequestSummary, requests } from '../metrics/requests.js';
import { type ScrubReport, scrubFinds } from '../metrics/scrub-finds.js';
import { type SessionFigures, sessions } from '../metrics/sessions.js';
import { type SettingSummary, settings } from '../metrics/settings.js';
import { previousRange } from '../metrics/time-range.js';
import { type Timeline, timeline } from '../metrics/timeline.js';
import { type Totals, totals } from '../metrics/totals.js';
import { type TransactionReason, transactionReasons } from '../metrics/transaction-reasons.js';
import { type TransactionRelease, transactionReleases } from '../metrics/transaction-releases.js';
import { type TransactionFunnel, transactionSteps } from '../metrics/transaction-steps.js';
import { type TransactionSummary, transactions } from '../metrics/transactions.js';
import { type VitalHistogram, vitalHistogram } from '../metrics/vital-histogram.js';
import type { VitalScope } from '../metrics/vital-reports.js';
import { type VitalKey, type VitalSummary, vitals } from '../metrics/vitals.js';
import { type VitalTimeline, vitalsTimeline } from '../metrics/vitals-timeline.js';
import type { Store } from '../store/store.js';
import { type Query, QueryError, readRequired } from './read-query.js';

/** The releases of a range, and the chosen or newest one beside the one before it. */
export interface ReleaseReport {
  readonly releases: readonly ReleaseSummary[];
  /** How many there are. */
  readonly all: number;
  /** Left out where there are no two releases of one service to compare. */
  readonly comparison?: ReleaseComparison & { readonly sentence: string };
  /** Why it is left out, in one sentence or two. */
  readonly reason?: string;
}

/** What the dashboard's client can ask for, by the name below `/api/`, and what it is answered. */
export interface Answers {
  choices: Choices;
  totals: { readonly current: Totals; readonly previous: Totals };
  timeline: Timeline;
  pages: { readonly pages: readonly PageSummary[]; readonly all: number };
  campaigns: { readonly campaigns: readonly CampaignSummary[]; readonly all: number };
  clients: readonly ClientSummary[];
  sessions: SessionFigures;
  loss: LossReport;
  participation: Participation;
  scrub: ScrubReport;
  releases: ReleaseReport;
  features: { readonly features: readonly FeatureSummary[]; readonly all: number };
  'features-timeline': readonly FeatureTimeline[];
  'feature-groups': readonly FeatureGroup[];
  'feature-flags': readonly FeatureFlag[];
  'feature-first-uses': FirstUses;
  transactions: { readonly transactions: readonly TransactionSummary[]; readonly all: number };
  /** Without one where there is none of that name. */
  transaction: { readonly summary?: TransactionSummary | undefined };
  'transaction-steps': TransactionFunnel;
  'transaction-reasons': readonly TransactionReason[];
  'transaction-releases': { readonly releases: readonly TransactionRelease[]; readonly all: number };
  frustration: {
    readonly current: readonly FrustrationFigure[];
    readonly previous: readonly FrustrationFigure[];
  };
  'frustration-places': readonly FrustrationPlace[];
  settings: { readonly settings: readonly SettingSummary[]; readonly all: number };
  exceptions: { readonly groups: readonly ExceptionGroup[]; readonly all: number };
  exception: ExceptionDetail;
  crashes: { readonly crashes: readonly CrashGroup[]; readonly all: number };
  requests: { readonly requests: readonly RequestSummary[]; readonly all: number };
  request: RequestDetail;
  vitals: readonly VitalSummary[];
  'vitals-before': readonly VitalSummary[];
  'vitals-timeline': readonly VitalTimeline[];
  'vital-histogram': readonly VitalHistogram[];
}

export type AnswerName = keyof Answers;

/** What an answer is worked out from. */
export interface Question extends Query {
  readonly store: Store;
  readonly search: URLSearchParams;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const VITAL_KEYS: readonly VitalKey[] = ['all', 'release', 'page', 'device', 'browser'];

const vitalKey = (search: URLSearchParams): VitalKey => {
  const by = search.get('by') ?? 'all';
  const key = VITAL_KEYS.find((one) => one === by);
  if (!key) throw new QueryError(`"by" must be one of ${VITAL_KEYS.join(', ')}.`);
  return key;
};

/** Page loads, where the question does not name what the vitals are to be of. */
const vitalScope = (search: URLSearchParams): VitalScope => {
  const of = search.get('of') ?? 'loads';
  if (of !== 'loads' && of !== 'routes') throw new QueryError('"of" must be one of loads, routes.');
  return of;
};

/**
 * The release that is asked about (else the newest) beside the one before it (see `newestFirst`), or the one that `against`
 * names. Releases of different services are not compared, nor any in place of one that has no sessions here.
 */
const releaseReport = async ({ store, filterInRange, search }: Question): Promise<ReleaseReport> => {
  const rows = await releases(store, filterInRange);
  const { all, services } = await countReleases(store, filterInRange);
  const without = (reason: string): ReleaseReport => ({ releases: rows, all, reason });
  if (services > 1)
    return without('Several services have releases in this range. Choose a service, to compare its own.');
  const asked = { after: filterInRange.release, before: search.get('against') || undefined };
  const missing = Object.values(asked).find(
    (name) => name !== undefined && !rows.some(({ release }) => release === name),
  );
  if (missing !== undefined)
    return without(`Release ${missing} has no sessions in this range, so there is nothing to compare.`);
  const at = asked.after === undefined ? 0 : rows.findIndex(({ release }) => release === asked.after);
  const after = rows[at];
  const before =
    asked.before === undefined ? rows[at + 1] : rows.find(({ release }) => release === asked.before);
  if (rows.length < 2)
    return without('Fewer than two releases have sessions in this range, so there is nothing to compare.');
  if (!after || !before || after === before)
    return without('No release before this one has sessions in this range, so there is nothing to compare.');
  const comparison = compareReleases(after, before);
  return { releases: rows, all, comparison: { ...comparison, sentence: describeComparison(comparison) } };
};

/** How each answer is worked out. */
export const answers: { readonly [Name in AnswerName]: (question: Question) => Promise<Answers[Name]> } = {
  choices: ({ store, filterInRange }) => choices(store, filterInRange),
  totals: ({ store, filter, range }) => totals(store, filter, range),
  timeline: ({ store, filter, range }) => timeline(store, filter, range),
  pages: ({ store, filterInRange }) => pages(store, filterInRange),
  campaigns: ({ store, filterInRange }) => campaigns(store, filterInRange),
  clients: ({ store, filterInRange }) => clients(store, filterInRange),
  sessions: ({ store, filterInRange }) => sessions(store, filterInRange),
  loss: ({ store, filterInRange, now }) => loss(store, filterInRange, now),
  participation: ({ store, filterInRange }) => participation(store, filterInRange),
  scrub: ({ store, filterInRange }) => scrubFinds(store, filterInRange),
  releases: releaseReport,
  features: ({ store, filterInRange }) => features(store, filterInRange),
  'features-timeline': ({ store, filter, range }) => featuresTimeline(store, filter, range),
  'feature-groups': ({ store, filterInRange, search }) =>
    featureGroups(store, filterInRange, readRequired(search, 'feature')),
  'feature-flags': ({ store, filterInRange, search }) =>
    featureFlags(store, filterInRange, readRequired(search, 'feature')),
  'feature-first-uses': ({ store, filter, range, now, search }) =>
    firstUses(store, filter, range, readRequired(search, 'feature'), now),
  transactions: ({ store, filter, range, now }) => transactions(store, filter, range, { now }),
  transaction: async ({ store, filter, range, now, search }) => {
    const name = readRequired(search, 'transaction');
    return { summary: (await transactions(store, filter, range, { name, now })).transactions[0] };
  },
  'transaction-steps': ({ store, filterInRange, search }) =>
    transactionSteps(store, filterInRange, readRequired(search, 'transaction')),
  'transaction-reasons': ({ store, filterInRange, search }) =>
    transactionReasons(store, filterInRange, readRequired(search, 'transaction')),
  'transaction-releases': ({ store, filterInRange, search }) =>
    transactionReleases(store, filterInRange, readRequired(search, 'transaction')),
  frustration: ({ store, filter, range }) => frustration(store, filter, range),
  'frustration-places': ({ store, filterInRange }) => frustrationPlaces(store, filterInRange),
  settings: ({ store, filterInRange }) => settings(store, filterInRange),
  exceptions: ({ store, filter, range }) => exceptions(store, filter, range),
  exception: ({ store, filterInRange, search }) =>
    exceptionDetail(store, filterInRange, readRequired(search, 'fingerprint')),
  crashes: ({ store, filterInRange }) => crashes(store, filterInRange),
  requests: ({ store, filterInRange }) => requests(store, filterInRange),
  request: ({ store, filter, range, search }) =>
    requestDetail(store, filter, range, readRequired(search, 'request')),
  vitals: ({ store, filterInRange, search }) =>
    vitals(store, filterInRange, vitalKey(search), vitalScope(search)),
  'vitals-before': ({ store, filter, range, search }) => {
    const { from, to } = previousRange(range);
    return vitals(store, { ...filter, from, to }, vitalKey(search), vitalScope(search));
  },
  'vitals-timeline': ({ store, filter, range, search }) =>
    vitalsTimeline(store, filter, range, vitalScope(search)),
  'vital-histogram': ({ store, filterInRange, search }) =>
    vitalHistogram(store, filterInRange, vitalScope(search)),
};
