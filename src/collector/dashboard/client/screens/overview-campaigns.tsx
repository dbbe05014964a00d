import type { VNode } from 'preact';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** The campaigns that led to the site. Nothing, where no session came by one: most sites have none. */
export const CampaignsPanel = ({ view }: { readonly view: View }): VNode | null => {
  const { formats } = view;
  const known = useAnswer(view, 'campaigns', { every: SLOW });
  const rows = known.answer?.campaigns ?? [];
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ sessions }) => sessions));
  return (
    <Panel
      title="Campaigns"
      state={known}
      note="Sessions by the first campaign that their pages’ addresses named (utm_*)."
      aside={<ShownOf shown={rows.length} all={known.answer?.all} formats={formats} />}
    >
      <DataTable
        caption="The campaigns that most sessions came by"
        rows={rows}
        rowKey={({ source, medium, name }) => JSON.stringify([source, medium, name])}
        columns={[
          {
            key: 'source',
            title: 'Source / medium',
            cell: ({ source, medium, sessions }) => (
              <span class="bar-name">
                {nameOr(source, '–')} / {nameOr(medium, '–')}
                <Meter share={sessions / most} />
              </span>
            ),
            sort: ({ source, medium }) => `${source} ${medium}`,
          },
          {
            key: 'campaign',
            title: 'Campaign',
            cell: ({ name }) => nameOr(name, '–'),
            sort: ({ name }) => name,
          },
          {
            key: 'sessions',
            title: 'Sessions',
            figures: true,
            cell: ({ sessions }) => formats.count(sessions),
            sort: ({ sessions }) => sessions,
          },
          {
            key: 'bounced',
            title: 'Bounced',
            help: 'Sessions that were not engaged: one page, no action, less than ten seconds of attention',
            figures: true,
            cell: ({ bounced }) => formats.percent(bounced?.estimate),
            sort: ({ bounced }) => bounced?.estimate ?? null,
          },
        ]}
      />
    </Panel>
  );
};
