import type { VNode } from 'preact';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { ShareCell } from '../parts/share-cell.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** What settings stand at, and who changes them. Nothing, where nobody tells of settings. */
export const SettingsPanel = ({ view }: { readonly view: View }): VNode | null => {
  const { formats } = view;
  const known = useAnswer(view, 'settings', { every: SLOW });
  const rows = known.answer?.settings ?? [];
  // While they are looked up, and where there are none, there is nothing to see; a failure is told.
  if (rows.length === 0 && !known.problem) return null;
  return (
    <Panel
      title="Settings"
      wide
      state={known}
      note="What each stands at, by the last that each visitor told in the range (or each session, where there is no visitor’s id). Small figures are 95 % intervals."
      aside={<ShownOf shown={rows.length} all={known.answer?.all} formats={formats} />}
    >
      <DataTable
        caption="Settings"
        rows={rows}
        rowKey={({ setting }) => setting}
        columns={[
          {
            key: 'setting',
            title: 'Setting',
            cell: ({ setting }) => <span class="setting-name">{setting}</span>,
            sort: ({ setting }) => setting,
          },
          {
            key: 'values',
            title: 'Stands at',
            cell: ({ values, visitors, others, otherVisitors }) => (
              <ul class="setting-values">
                {values.map(({ value, share }) => (
                  <li key={value}>
                    <span class="setting-value">
                      {nameOr(value, 'nothing')}
                      <Meter share={share?.estimate ?? 0} />
                    </span>
                    <ShareCell share={share} formats={formats} />
                  </li>
                ))}
                {others > 0 ? (
                  <li>
                    <span class="setting-value quiet-figures">
                      {formats.count(others)} other {others === 1 ? 'value' : 'values'}
                      <Meter share={otherVisitors / visitors} />
                    </span>
                    <span class="stacked">{formats.percent(otherVisitors / visitors)}</span>
                  </li>
                ) : null}
              </ul>
            ),
          },
          {
            key: 'visitors',
            title: 'Visitors',
            help: 'Visitors who told it, or sessions, where there is no visitor’s id',
            figures: true,
            cell: ({ visitors }) => formats.count(visitors),
            sort: ({ visitors }) => visitors,
          },
          {
            key: 'changed',
            title: 'Changed it',
            help: 'The share of visitors who changed it in the range',
            figures: true,
            cell: ({ changed }) => <ShareCell share={changed} formats={formats} />,
            sort: ({ changed }) => changed?.estimate ?? null,
          },
        ]}
      />
    </Panel>
  );
};
