import type { VNode } from 'preact';
import type { TransactionFunnel as Funnel } from '../../../metrics/transaction-steps.js';
import type { Formats } from '../formats.js';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { ShareCell } from '../parts/share-cell.js';

/** How far those that started came: each step, who reached it and when, and where the others ended. */
export const TransactionFunnel = ({
  funnel,
  formats,
}: {
  readonly funnel: Funnel;
  readonly formats: Formats;
}): VNode => {
  if (funnel.stages.length === 0)
    return (
      <p class="empty-line">
        Its steps are not known: they are counted by the plugin <code>transactions()</code>.
      </p>
    );
  return (
    <DataTable
      caption="Funnel"
      rows={funnel.stages}
      rowKey={({ kind, step }) => `${kind} ${step}`}
      columns={[
        {
          key: 'step',
          title: 'Step',
          cell: ({ kind, step, share }) => (
            <span class="bar-name">
              {kind === 'step' ? (
                <span class="mono">{step}</span>
              ) : kind === 'start' ? (
                'Started'
              ) : (
                'Succeeded'
              )}
              <Meter share={share?.estimate ?? 0} tone={kind === 'success' ? 'good' : 'accent'} />
            </span>
          ),
        },
        {
          key: 'reached',
          title: 'Reached',
          help: 'Those that took the step at least once',
          figures: true,
          cell: ({ reached }) => formats.count(reached),
        },
        {
          key: 'share',
          title: 'Of all started',
          figures: true,
          cell: ({ kind, share }) =>
            kind === 'start' ? (
              formats.percent(share?.estimate)
            ) : (
              <ShareCell share={share} formats={formats} />
            ),
        },
        {
          key: 'time',
          title: 'Median time',
          help: 'From the start until it was first reached',
          figures: true,
          cell: ({ kind, time }) => (kind === 'start' ? '' : formats.duration(time)),
        },
        {
          key: 'abandoned',
          title: 'Abandoned here',
          help: 'Those that took no step after it and were abandoned',
          figures: true,
          cell: ({ kind, abandoned }) => (kind === 'success' ? '' : formats.count(abandoned)),
        },
        {
          key: 'failed',
          title: 'Failed here',
          help: 'Those that took no step after it and failed',
          figures: true,
          cell: ({ kind, failed }) => (kind === 'success' ? '' : formats.count(failed)),
        },
      ]}
    />
  );
};
