import type { VNode } from 'preact';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { Rating } from '../parts/rating.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** The pages that were viewed most, how many sessions had no error there, and how fast they show their content. */
export const PagesPanel = ({ view }: { readonly view: View }): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'pages');
  const vitals = useAnswer(view, 'vitals', { more: { by: 'page' }, every: SLOW });
  const rows = known.answer?.pages ?? [];
  const most = Math.max(1, ...rows.map(({ views }) => views));
  const lcpOf = (template: string) =>
    vitals.answer?.find(({ name, key }) => name === 'LCP' && key === template)?.p75 ?? null;
  return (
    <Panel
      title="Top pages"
      state={known}
      rows={8}
      note="Sessions are all that were on the page. Visitors who allow diagnostics alone tell of errors and web vitals but of no view, so there may be more sessions than views."
      aside={<ShownOf shown={rows.length} all={known.answer?.all} formats={formats} />}
    >
      <DataTable
        caption="The pages that were viewed most"
        rows={rows}
        rowKey={({ template }) => template}
        columns={[
          {
            key: 'page',
            title: 'Page',
            cell: ({ template, views }) => (
              <span class="bar-name">
                <span class="mono">{nameOr(template)}</span>
                <Meter share={views / most} />
              </span>
            ),
            sort: ({ template }) => template,
          },
          {
            key: 'views',
            title: 'Views',
            figures: true,
            cell: ({ views }) => formats.count(views),
            sort: ({ views }) => views,
          },
          {
            key: 'sessions',
            title: 'Sessions',
            figures: true,
            cell: ({ sessions }) => formats.count(sessions),
            sort: ({ sessions }) => sessions,
          },
          {
            key: 'error-free',
            title: 'Error-free',
            help: 'Sessions that had no exception on this page',
            figures: true,
            cell: ({ errorFree }) => formats.percent(errorFree?.estimate),
            sort: ({ errorFree }) => errorFree?.estimate ?? null,
          },
          {
            key: 'lcp',
            title: 'LCP p75',
            help: 'Largest Contentful Paint of page loads, 75th percentile; what changes of route took is on the screen of web vitals',
            figures: true,
            cell: ({ template }) => {
              const lcp = lcpOf(template);
              return lcp ? (
                <span class="rated">
                  {formats.vital('LCP', lcp.estimate)} <Rating rating={lcp.rating} brief />
                </span>
              ) : (
                '–'
              );
            },
            sort: ({ template }) => lcpOf(template)?.estimate ?? null,
          },
        ]}
      />
    </Panel>
  );
};
