import type { VNode } from 'preact';
import { adoptionColumn } from '../parts/adoption-column.js';
import { DataTable } from '../parts/data-table.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** Of those whom a flag gave a feature, or did not, how many used it. */
export const FeatureFlagsPanel = ({
  view,
  feature,
}: {
  readonly view: View;
  readonly feature: string;
}): VNode | null => {
  const { formats } = view;
  const known = useAnswer(view, 'feature-flags', { more: { feature } });
  // Who uses no flags need not be told so.
  if (known.answer?.length === 0) return null;
  return (
    <Panel
      title="By flag"
      wide
      state={known}
      rows={4}
      note="Eligible: the flag was found to be so, whether the feature was seen or not. Adoption: the share of these that used it, with its 95 % interval."
    >
      <DataTable
        caption="Adoption by flag"
        rows={known.answer ?? []}
        rowKey={({ flag, variant }) => `${flag}\n${variant}`}
        columns={[
          { key: 'flag', title: 'Flag', cell: ({ flag }) => <span class="mono">{flag}</span> },
          {
            key: 'variant',
            title: 'Variant',
            cell: ({ variant }) => <span class="names">{nameOr(variant)}</span>,
          },
          {
            key: 'eligible',
            title: 'Eligible',
            help: 'Sessions in which the flag was so',
            figures: true,
            cell: ({ eligibleSessions }) => formats.count(eligibleSessions),
            sort: ({ eligibleSessions }) => eligibleSessions,
          },
          {
            key: 'used',
            title: 'Used',
            help: 'Of these, the sessions that used the feature',
            figures: true,
            cell: ({ usedSessions }) => formats.count(usedSessions),
            sort: ({ usedSessions }) => usedSessions,
          },
          adoptionColumn(formats),
          {
            key: 'visitors',
            title: 'By visitor',
            help: 'Used of eligible visitors',
            figures: true,
            cell: ({ eligibleVisitors, usedVisitors, visitorAdoption }) => (
              <span class="stacked">
                {formats.percent(visitorAdoption?.estimate)}
                {visitorAdoption ? (
                  <span class="bounds">
                    {formats.count(usedVisitors)} of {formats.count(eligibleVisitors)}
                  </span>
                ) : null}
              </span>
            ),
            sort: ({ visitorAdoption }) => visitorAdoption?.estimate ?? null,
          },
        ]}
      />
    </Panel>
  );
};
