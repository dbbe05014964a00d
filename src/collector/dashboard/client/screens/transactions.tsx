import type { VNode } from 'preact';
import type { TransactionSummary } from '../../../metrics/transactions.js';
import type { Formats } from '../formats.js';
import { DataTable } from '../parts/data-table.js';
import { Delta } from '../parts/delta.js';
import { Bounds } from '../parts/interval.js';
import { Link } from '../parts/link.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { PluginHint } from '../parts/plugin-hint.js';
import { ShownOf } from '../parts/shown-of.js';
import { transactionColumns } from '../parts/transaction-columns.js';
import { pointsChange } from '../points-change.js';
import { useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { TransactionDetail } from './transaction-detail.js';

/** How the succeeded share changed. A difference that may be chance is told without a colour. */
const Change = ({
  change,
  formats,
}: {
  readonly change: TransactionSummary['change'];
  readonly formats: Formats;
}): VNode => {
  if (!change) return <Delta change={undefined} text="nothing alike before" />;
  const { estimate, lower, upper } = change;
  const isSure = (lower !== null && lower > 0) || (upper !== null && upper < 0);
  return (
    <span class="stacked">
      <Delta {...pointsChange(estimate, formats)} {...(isSure ? { higherIsBetter: true } : {})} />
      <Bounds interval={change} format={(bound) => formats.points(bound)} />
    </span>
  );
};

/** Do visitors achieve what they set out to do? All transactions side by side, or one of them in full. */
export const Transactions = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const { transaction } = address.fields;
  const known = useAnswer(view, 'transactions', { when: transaction === undefined });
  if (transaction !== undefined) return <TransactionDetail view={view} name={transaction} />;
  if (known.answer?.transactions.length === 0) {
    return (
      <NothingHere
        view={view}
        what="transactions"
        hint={
          <>
            Call <code>transaction(sonde, 'checkout')</code> where one begins. How far visitors come, and what
            they abandon, comes with <PluginHint name="transactions" />
          </>
        }
      />
    );
  }
  const rows = known.answer?.transactions ?? [];
  const columns = transactionColumns(formats);
  return (
    <Panel
      title="All transactions"
      wide
      state={known}
      rows={8}
      aside={<ShownOf shown={rows.length} all={known.answer?.all} formats={formats} />}
      note="What visitors set out to do, and how it ended. Abandoned: the page was left, or nothing was done for long. Durations are of those that succeeded; small figures are 95 % intervals."
    >
      <DataTable
        caption="Transactions"
        rows={rows}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            title: 'Transaction',
            cell: ({ name }) => (
              <Link view={view} to={{ fields: { transaction: name } }}>
                {name}
              </Link>
            ),
            sort: ({ name }) => name,
          },
          columns.ended,
          columns.succeeded,
          {
            key: 'change',
            title: 'Change',
            help: 'Of the success rate, against the period before, of which no more is known than of this one: what was under way at its end was abandoned so far',
            figures: true,
            cell: ({ change }) => <Change change={change} formats={formats} />,
            sort: ({ change }) => change?.estimate ?? null,
          },
          columns.failed,
          columns.abandoned,
          {
            key: 'median',
            title: 'Median',
            help: 'Half of those that succeeded took no longer',
            figures: true,
            cell: ({ median }) => formats.duration(median),
            sort: ({ median }) => median,
          },
          {
            key: 'p75',
            title: 'p75',
            help: 'Three in four of those that succeeded took no longer',
            figures: true,
            cell: ({ p75 }) => (
              <span class="stacked">
                {formats.duration(p75?.estimate)}
                <Bounds interval={p75} format={(bound) => formats.duration(bound)} />
              </span>
            ),
            sort: ({ p75 }) => p75?.estimate ?? null,
          },
        ]}
      />
    </Panel>
  );
};
