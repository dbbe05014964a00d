import type { VNode } from 'preact';
import { isFilling } from '../bucket-times.js';
import { Sparkline } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { ExposureHint } from '../parts/exposure-hint.js';
import { Link } from '../parts/link.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { ShareCell } from '../parts/share-cell.js';
import { ShownOf } from '../parts/shown-of.js';
import { useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { FeatureDetail } from './feature-detail.js';
import { SettingsPanel } from './settings.js';

/** Is a feature found, used and kept? All features side by side, or one of them in full. */
export const Features = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const known = useAnswer(view, 'features');
  const timeline = useAnswer(view, 'features-timeline');
  const usesOf = new Map(timeline.answer?.map(({ feature, uses }) => [feature, uses]));
  const { feature } = address.fields;
  if (feature !== undefined) {
    return <FeatureDetail view={view} feature={feature} known={known} timeline={timeline} />;
  }
  if (known.answer?.features.length === 0) {
    return (
      <>
        <NothingHere
          view={view}
          what="features"
          hint={
            <>
              Mark an element with <code>data-feature="export-csv"</code>, or call{' '}
              <code>feature(sonde, 'export-csv')</code>.
            </>
          }
        />
        <SettingsPanel view={view} />
      </>
    );
  }
  return (
    <>
      <Panel
        title="All features"
        wide
        state={known}
        rows={8}
        aside={
          <ShownOf shown={known.answer?.features.length ?? 0} all={known.answer?.all} formats={formats} />
        }
        note={
          <>
            Exposed: the feature could be seen. Adoption: the share of exposed sessions, or visitors, that
            used it; small figures are 95 % intervals. Returning: visitors who used it in more than one
            session.
            {known.answer?.features.some(({ exposedSessions }) => exposedSessions === null) ? (
              <>
                {' '}
                Where Exposed is “–”, it is not recorded: <ExposureHint />
              </>
            ) : null}
          </>
        }
      >
        <DataTable
          caption="Features"
          rows={known.answer?.features ?? []}
          rowKey={(row) => row.feature}
          columns={[
            {
              key: 'feature',
              title: 'Feature',
              cell: (row) => (
                <Link view={view} to={{ fields: { feature: row.feature } }}>
                  {row.feature}
                </Link>
              ),
              sort: (row) => row.feature,
            },
            {
              key: 'exposed',
              title: 'Exposed',
              help: 'Sessions that could see it',
              figures: true,
              cell: ({ exposedSessions }) => formats.count(exposedSessions),
              sort: ({ exposedSessions }) => exposedSessions,
            },
            {
              key: 'used',
              title: 'Used',
              help: 'Sessions that used it',
              figures: true,
              cell: ({ usedSessions }) => formats.count(usedSessions),
              sort: ({ usedSessions }) => usedSessions,
            },
            {
              key: 'adoption',
              title: 'Adoption',
              help: 'Used of exposed sessions',
              figures: true,
              cell: ({ adoption }) => <ShareCell share={adoption} formats={formats} tone="accent" />,
              sort: ({ adoption }) => adoption?.estimate ?? null,
            },
            {
              key: 'visitors',
              title: 'By visitor',
              help: 'Used of exposed visitors',
              figures: true,
              cell: ({ visitorAdoption }) => <ShareCell share={visitorAdoption} formats={formats} />,
              sort: ({ visitorAdoption }) => visitorAdoption?.estimate ?? null,
            },
            {
              key: 'returning',
              title: 'Returning',
              help: 'Of the visitors who used it, those who did in more than one session',
              figures: true,
              cell: ({ returningVisitors, usedVisitors }) => (
                <span class="stacked">
                  {formats.count(returningVisitors)}
                  <span class="bounds">of {formats.count(usedVisitors)}</span>
                </span>
              ),
              sort: ({ returningVisitors }) => returningVisitors,
            },
            {
              key: 'uses',
              title: 'Uses / session',
              help: 'Uses in a session that used it at all',
              figures: true,
              cell: ({ usesPerSession }) => formats.decimal(usesPerSession, 1),
              sort: ({ usesPerSession }) => usesPerSession,
            },
            {
              key: 'completed',
              title: 'Completed',
              figures: true,
              cell: ({ completed }) => formats.count(completed),
              sort: ({ completed }) => completed,
            },
            {
              key: 'failed',
              title: 'Failed',
              help: 'And its share of all that completed or failed',
              figures: true,
              cell: ({ failed, failing }) => (
                <span class="stacked">
                  {formats.count(failed)}
                  {failing ? <span class="bounds">{formats.percent(failing.estimate)}</span> : null}
                </span>
              ),
              sort: ({ failed }) => failed,
            },
            {
              key: 'trend',
              title: 'Uses',
              cell: (row) => (
                <Sparkline
                  values={usesOf.get(row.feature) ?? []}
                  filling={timeline.range !== undefined && isFilling(timeline.range)}
                />
              ),
            },
          ]}
        />
      </Panel>
      <SettingsPanel view={view} />
    </>
  );
};
