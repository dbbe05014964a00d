import type { VNode } from 'preact';
import { isFilling } from '../bucket-times.js';
import { Sparkline } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { CrashesPanel } from './crashes.js';
import { ErrorDetail } from './error-detail.js';
import { ErrorMarks } from './error-marks.js';

/** What broke, for how many, and since when: groups by fingerprint, or one of them in full. */
export const Errors = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const known = useAnswer(view, 'exceptions');
  const { fingerprint } = address.fields;
  if (fingerprint !== undefined) return <ErrorDetail view={view} fingerprint={fingerprint} known={known} />;
  if (known.answer?.groups.length === 0) {
    return (
      <>
        <NothingHere
          view={view}
          what="errors"
          hint="No page reported an exception: that is good news, if pages report at all."
        />
        <CrashesPanel view={view} />
      </>
    );
  }
  const groups = known.answer?.groups ?? [];
  const now = known.range?.to ?? 0;
  return (
    <>
      <Panel
        title={known.answer ? `${formats.count(known.answer.all)} different errors` : 'Errors'}
        wide
        state={known}
        rows={10}
        note={`Grouped by fingerprint, those that affect most sessions first. “New” means: within 90 days seen in ${address.fields.release ?? 'the newest release'} and in no older one.`}
        aside={
          known.answer && known.answer.all > groups.length ? (
            <span class="aside">The first {groups.length} are shown</span>
          ) : null
        }
      >
        <DataTable
          caption="Errors"
          rows={groups}
          rowKey={(group) => group.fingerprint}
          columns={[
            {
              key: 'error',
              title: 'Error',
              cell: (group) => (
                <span class="error-name">
                  <Link view={view} to={{ fields: { fingerprint: group.fingerprint } }}>
                    {nameOr(group.type, 'Error')}
                  </Link>
                  <span class="error-message">{group.message}</span>
                  <span class="marks">
                    <ErrorMarks group={group} view={view} />
                  </span>
                </span>
              ),
              sort: (group) => group.type,
            },
            {
              key: 'trend',
              title: 'Over time',
              cell: (group) => (
                <Sparkline
                  values={group.trend}
                  filling={known.range !== undefined && isFilling(known.range)}
                  tone="poor"
                />
              ),
            },
            {
              key: 'sessions',
              title: 'Sessions',
              help: 'Sessions with it',
              figures: true,
              cell: (group) => formats.count(group.sessions),
              sort: (group) => group.sessions,
            },
            {
              key: 'visitors',
              title: 'Visitors',
              help: 'Visitors with it, among those who allowed analytics',
              figures: true,
              cell: (group) => formats.count(group.visitors),
              sort: (group) => group.visitors,
            },
            {
              key: 'count',
              title: 'Times',
              help: 'Occurrences, storms counted in full',
              figures: true,
              cell: (group) => formats.count(group.count),
              sort: (group) => group.count,
            },
            {
              key: 'last',
              title: 'Last seen',
              figures: true,
              cell: (group) => (
                <span class="stacked">
                  {formats.ago(group.lastSeen, now)}
                  <span class="bounds">first {formats.ago(group.firstSeen, now)}</span>
                </span>
              ),
              sort: (group) => group.lastSeen,
            },
            {
              key: 'releases',
              title: 'Releases',
              cell: (group) => (
                <span class="names quiet-figures">
                  {group.releases.slice(-3).join(', ')}
                  {group.releases.length > 3 ? ` and ${group.releases.length - 3} more` : ''}
                </span>
              ),
            },
          ]}
        />
      </Panel>
      <CrashesPanel view={view} />
    </>
  );
};
