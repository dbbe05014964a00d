import type { VNode } from 'preact';
import type { ReleaseSummary } from '../../../metrics/releases.js';
import type { Share } from '../../../metrics/session-share.js';
import type { VitalSummary } from '../../../metrics/vitals.js';
import { Meter } from '../parts/bars.js';
import { type Column, DataTable } from '../parts/data-table.js';
import { Bounds } from '../parts/interval.js';
import { Link } from '../parts/link.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { Rating } from '../parts/rating.js';
import { ShareCell } from '../parts/share-cell.js';
import { ShownOf } from '../parts/shown-of.js';
import { VerdictBanner } from '../parts/verdict.js';
import { SLOWEST, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { ComparisonTable } from './comparison-table.js';

const CORE: readonly VitalSummary['name'][] = ['LCP', 'INP', 'CLS'];

/** Is a release worse than the one before it? The answer in a sentence, what it rests on, and all releases beside it. */
export const Releases = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const known = useAnswer(
    view,
    'releases',
    address.fields.against ? { more: { against: address.fields.against } } : {},
  );
  const loss = useAnswer(view, 'loss', { every: SLOWEST });
  if (known.answer && known.answer.releases.length === 0) {
    return (
      <NothingHere
        view={view}
        what="releases"
        hint="Sonde tells releases apart by the release option of init, or data-release of the script tag."
      />
    );
  }
  const report = known.answer;
  const comparison = report?.comparison;
  const vital = (name: VitalSummary['name']): Column<ReleaseSummary> => {
    const p75 = ({ vitals }: ReleaseSummary) => vitals.find((one) => one.name === name)?.p75 ?? null;
    return {
      key: name,
      title: `${name} p75`,
      figures: true,
      cell: (row) => {
        const value = p75(row);
        return value ? (
          <span class="stacked">
            <span class="rated">
              {formats.vital(name, value.estimate)} <Rating rating={value.rating} brief />
            </span>
            <Bounds interval={value} format={(bound) => formats.vital(name, bound)} />
          </span>
        ) : (
          '–'
        );
      },
      sort: (row) => p75(row)?.estimate ?? null,
    };
  };
  const share = (
    key: string,
    title: string,
    help: string,
    of: (row: ReleaseSummary) => Share | null,
  ): Column<ReleaseSummary> => ({
    key,
    title,
    help,
    figures: true,
    cell: (row) => <ShareCell share={of(row)} formats={formats} />,
    sort: (row) => of(row)?.estimate ?? null,
  });
  const lossOf = (release: string): number | null => {
    const row = loss.answer?.byRelease.find(({ name }) => name === release);
    return row && row.expected > 0 ? row.lost / row.expected : null;
  };
  return (
    <>
      {comparison ? (
        <VerdictBanner view={view} comparison={comparison} />
      ) : report ? (
        <p class="banner banner-unclear">{report.reason}</p>
      ) : (
        <p class="banner banner-waiting" role="status">
          {known.problem ?? 'Comparing the newest release with the one before it …'}
        </p>
      )}
      {!report ? (
        <Panel title="Comparison" wide state={known} rows={13}>
          {null}
        </Panel>
      ) : null}
      {comparison && report ? (
        <Panel
          title={`${comparison.after} beside ${comparison.before}`}
          wide
          state={known}
          note="Each line is the difference with its 95 % interval: left of the middle is worse, right is better. A verdict asks for more than this, since several figures are looked at. Intervals are drawn anew at every look; a line that wavers about the middle has not been decided."
          aside={
            <div class="pair">
              <label>
                Release
                <select
                  value={comparison.after}
                  onChange={(event) => view.go({ fields: { release: event.currentTarget.value } })}
                >
                  {report.releases.map(({ release }) => (
                    <option key={release} value={release}>
                      {release}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                against
                <select
                  value={comparison.before}
                  onChange={(event) => view.go({ fields: { against: event.currentTarget.value } })}
                >
                  {report.releases
                    .filter(({ release }) => release !== comparison.after)
                    .map(({ release }) => (
                      <option key={release} value={release}>
                        {release}
                      </option>
                    ))}
                </select>
              </label>
            </div>
          }
        >
          <ComparisonTable comparison={comparison} formats={formats} />
        </Panel>
      ) : null}
      <Panel
        title="All releases in this range"
        wide
        state={known}
        rows={6}
        aside={<ShownOf shown={report?.releases.length ?? 0} all={report?.all} formats={formats} />}
        note="The newest first: of two version numbers the higher one, whenever each was first seen; of other names the one that was first seen later. Small figures are 95 % intervals. A session that meets two releases counts for both, so shares can add up to more than 100 %. First and last seen reach back 90 days."
      >
        <DataTable
          caption="Releases"
          rows={report?.releases ?? []}
          rowKey={({ release }) => release}
          rowClass={({ release }) => (release === comparison?.after ? 'row-chosen' : '')}
          columns={[
            {
              key: 'release',
              title: 'Release',
              cell: ({ release }) => (
                <Link view={view} to={{ fields: { release, against: undefined } }}>
                  {release}
                </Link>
              ),
              sort: ({ release }) => release,
            },
            {
              key: 'sessions',
              title: 'Sessions',
              figures: true,
              cell: ({ sessions, share }) => (
                <span class="stacked">
                  {formats.count(sessions)}
                  <span class="bounds">{formats.percent(share)}</span>
                  <Meter share={share} />
                </span>
              ),
              sort: ({ sessions }) => sessions,
            },
            ...(report?.releases.some(({ crashFree }) => crashFree)
              ? [
                  share(
                    'crash-free',
                    'Crash-free',
                    'Sessions whose tab did not crash',
                    ({ crashFree }) => crashFree,
                  ),
                ]
              : []),
            share(
              'error-free',
              'Error-free',
              'Sessions without a single exception, handled or not',
              ({ errorFree }) => errorFree,
            ),
            {
              key: 'exceptions',
              title: 'Exceptions / session',
              figures: true,
              cell: ({ exceptionsPerSession }) => (
                <span class="stacked">
                  {formats.decimal(exceptionsPerSession?.estimate, 3)}
                  <Bounds interval={exceptionsPerSession} format={(bound) => formats.decimal(bound, 3)} />
                </span>
              ),
              sort: ({ exceptionsPerSession }) => exceptionsPerSession?.estimate ?? null,
            },
            ...CORE.map(vital),
            {
              key: 'loss',
              title: 'Loss',
              help: 'Events that never arrived, at least',
              figures: true,
              cell: ({ release }) => formats.percent(lossOf(release), 2),
              sort: ({ release }) => lossOf(release),
            },
            {
              key: 'seen',
              title: 'First and last seen',
              figures: true,
              cell: ({ firstSeen, lastSeen }) => (
                <span class="stacked">
                  {formats.moment(firstSeen)}
                  <span class="bounds">to {formats.moment(lastSeen)}</span>
                </span>
              ),
              sort: ({ firstSeen }) => firstSeen,
            },
          ]}
        />
      </Panel>
    </>
  );
};
