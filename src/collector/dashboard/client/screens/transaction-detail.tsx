import type { VNode } from 'preact';
import type { TransactionReason } from '../../../metrics/transaction-reasons.js';
import type { TransactionSummary } from '../../../metrics/transactions.js';
import type { Formats } from '../formats.js';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { Icon } from '../parts/icon.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { ShownOf } from '../parts/shown-of.js';
import { transactionColumns } from '../parts/transaction-columns.js';
import { type Known, SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { TransactionFunnel } from './transaction-funnel.js';

/** What the plugin's own reasons mean. */
const REASONS: Readonly<Record<string, string>> = {
  left: 'the page was left or hidden',
  timeout: 'nothing was done for long',
  'parent ended': 'what it belongs to had ended',
};

const describe = (
  { ended, succeeded, failed, abandoned, mayGoOn, median, p75 }: TransactionSummary,
  formats: Formats,
): string => {
  const rate = succeeded
    ? `${formats.percent(succeeded.estimate)} succeeded (95 % interval ${formats.percent(succeeded.lower)} to ${formats.percent(succeeded.upper)})`
    : '';
  const lost = `${formats.percent(failed?.estimate)} failed${abandoned ? `, ${formats.percent(abandoned.estimate)} were abandoned` : '; how many were abandoned is not known without the plugin transactions()'}.`;
  const time =
    median === null
      ? ''
      : ` Half of those that succeeded took up to ${formats.duration(median)}, three in four up to ${formats.duration(p75?.estimate)}.`;
  const open =
    mayGoOn > 0
      ? ` ${formats.count(mayGoOn)} of the abandoned were left within the last half hour, and may still go on.`
      : '';
  return `Of ${formats.count(ended)} that ended ${rate}, ${lost}${open}${time}`;
};

const Reasons = ({
  title,
  outcome,
  known,
  isTold,
  formats,
}: {
  readonly title: string;
  readonly outcome: TransactionReason['outcome'];
  readonly known: Known<'transaction-reasons'>;
  /** Whether anybody would tell of such. */
  readonly isTold: boolean;
  readonly formats: Formats;
}): VNode => {
  const rows = known.answer?.filter((row) => row.outcome === outcome) ?? [];
  return (
    <Panel
      title={title}
      state={known}
      rows={4}
      aside={<ShownOf shown={rows.length} all={rows[0]?.all} formats={formats} />}
    >
      <DataTable
        caption={title}
        rows={rows}
        rowKey={({ reason }) => reason}
        empty={
          isTold
            ? `None ${outcome === 'failed' ? 'failed' : 'was abandoned'} in this range.`
            : 'Not known without the plugin transactions().'
        }
        columns={[
          {
            key: 'reason',
            title: 'Reason',
            cell: ({ reason, share }) => (
              <span class="bar-name">
                <span>
                  {nameOr(reason, 'none given')}
                  {outcome === 'abandoned' && Object.hasOwn(REASONS, reason) ? (
                    <span class="bounds reason-meaning"> {REASONS[reason]}</span>
                  ) : null}
                </span>
                <Meter share={share} tone={outcome === 'failed' ? 'poor' : 'accent'} />
              </span>
            ),
            sort: ({ reason }) => reason,
          },
          {
            key: 'count',
            title: 'Times',
            figures: true,
            cell: ({ count }) => formats.count(count),
            sort: ({ count }) => count,
          },
          {
            key: 'share',
            title: 'Share',
            figures: true,
            cell: ({ share }) => formats.percent(share),
            sort: ({ share }) => share,
          },
        ]}
      />
    </Panel>
  );
};

/** One transaction: how far people come with it, why it did not succeed, and under which release. */
export const TransactionDetail = ({ view, name }: { readonly view: View; readonly name: string }): VNode => {
  const { formats, choices } = view;
  const asked = { more: { transaction: name }, every: SLOW };
  const known = useAnswer(view, 'transaction', asked);
  const steps = useAnswer(view, 'transaction-steps', asked);
  const reasons = useAnswer(view, 'transaction-reasons', asked);
  const releases = useAnswer(view, 'transaction-releases', asked);
  const summary = known.answer?.summary;
  const columns = transactionColumns(formats);
  // The newest first; those that nobody knows the begin of come last.
  const ageOf = new Map(choices?.releases.map(({ release }, at) => [release, at]));
  const age = (release: string): number => ageOf.get(release) ?? ageOf.size;
  const byAge = [...(releases.answer?.releases ?? [])].sort(
    (one, other) => age(one.release) - age(other.release),
  );
  return (
    <>
      <p class="back">
        <Link view={view} to={{ fields: { transaction: undefined } }}>
          <Icon name="back" />
          All transactions
        </Link>
      </p>
      <Panel
        title={name}
        wide
        state={{ ...known, answer: known.answer && steps.answer }}
        rows={8}
        note={summary ? describe(summary, formats) : known.answer ? 'Not seen in this range.' : ''}
        aside={
          <ShownOf
            shown={steps.answer?.stages.filter(({ kind }) => kind === 'step').length ?? 0}
            all={steps.answer?.all}
            formats={formats}
          />
        }
      >
        {steps.answer && summary ? <TransactionFunnel funnel={steps.answer} formats={formats} /> : null}
      </Panel>
      <div class="columns columns-even">
        <Reasons title="Why it failed" outcome="failed" known={reasons} isTold formats={formats} />
        <Reasons
          title="Why it was abandoned"
          outcome="abandoned"
          known={reasons}
          isTold={!summary || summary.abandoned !== null}
          formats={formats}
        />
      </div>
      <Panel
        title="By release"
        wide
        state={releases}
        rows={4}
        note={
          summary && summary.services > 1
            ? `${summary.services} services have a transaction of this name, and may have releases of one name, too: choose a service.`
            : 'Of the release under which it ended, the newest first. Small figures are 95 % intervals. Where it is not known how many were abandoned, the success rate is of those that succeeded or failed.'
        }
        aside={<ShownOf shown={byAge.length} all={releases.answer?.all} formats={formats} />}
      >
        <DataTable
          caption={`${name} by release`}
          rows={byAge}
          rowKey={({ release }) => release}
          columns={[
            {
              key: 'release',
              title: 'Release',
              cell: ({ release }) =>
                release === '' ? (
                  nameOr(release)
                ) : (
                  <Link view={view} to={{ fields: { release } }}>
                    {release}
                  </Link>
                ),
              sort: ({ release }) => release,
            },
            columns.ended,
            columns.succeeded,
            columns.failed,
            columns.abandoned,
          ]}
        />
      </Panel>
    </>
  );
};
