import type { VNode } from 'preact';
import { DataTable } from '../parts/data-table.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** Where tabs crashed. Nothing, where nobody told of a crash: it takes the plugin `crash`, or browsers' reports. */
export const CrashesPanel = ({ view }: { readonly view: View }): VNode | null => {
  const { formats } = view;
  const known = useAnswer(view, 'crashes', { every: SLOW });
  const rows = known.answer?.crashes ?? [];
  // While they are looked up, and where there are none, there is nothing to see; a failure is told.
  if (rows.length === 0 && !known.problem) return null;
  const now = known.range?.to ?? 0;
  return (
    <Panel
      title="Crashes"
      wide
      state={known}
      note="Tabs that crashed or were killed. An estimate is told by the next visit, and cannot tell the one from the other."
      aside={<ShownOf shown={rows.length} all={known.answer?.all} formats={formats} />}
    >
      <DataTable
        caption="Crashes by page, feature and reason"
        rows={rows}
        rowKey={({ page, feature, reason }) => JSON.stringify([page, feature, reason])}
        columns={[
          { key: 'page', title: 'Page', cell: ({ page }) => nameOr(page, '–'), sort: ({ page }) => page },
          {
            key: 'feature',
            title: 'Last feature used',
            cell: ({ feature }) => nameOr(feature, '–'),
            sort: ({ feature }) => feature,
          },
          {
            key: 'reason',
            title: 'Reason',
            cell: ({ reason }) => nameOr(reason, '–'),
            sort: ({ reason }) => reason,
          },
          {
            key: 'crashes',
            title: 'Crashes',
            figures: true,
            cell: ({ crashes }) => formats.count(crashes),
            sort: ({ crashes }) => crashes,
          },
          {
            key: 'estimated',
            title: 'Estimated',
            help: 'Those that the next visit told of, and not the browser',
            figures: true,
            cell: ({ estimated }) => formats.count(estimated),
            sort: ({ estimated }) => estimated,
          },
          {
            key: 'last',
            title: 'Last seen',
            figures: true,
            cell: ({ lastSeen }) => formats.ago(lastSeen, now),
            sort: ({ lastSeen }) => lastSeen,
          },
        ]}
      />
    </Panel>
  );
};
