import type { VNode } from 'preact';
import type { RequestEnding } from '../../../metrics/request-detail.js';
import { bucketTimes } from '../bucket-times.js';
import { TimeChart } from '../chart/time-chart.js';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { Icon } from '../parts/icon.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { requestColumns } from '../parts/request-columns.js';
import { RequestName } from '../parts/request-name.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

const OUTCOMES: Readonly<Record<RequestEnding['outcome'], { readonly name: string; readonly tone: string }>> =
  {
    succeeded: { name: 'succeeded', tone: 'good' },
    failed: { name: 'failed', tone: 'poor' },
    timeout: { name: 'timed out', tone: 'poor' },
    abort: { name: 'given up', tone: 'accent' },
  };

/** One request: whether it fails more than it did, since which release, and with what. */
export const RequestDetail = ({
  view,
  request,
}: {
  readonly view: View;
  readonly request: string;
}): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'request', { every: SLOW, more: { request } });
  const { range, answer } = known;
  const figures = answer?.figures;
  const of = figures?.requests || 1;
  const chart = range && {
    starts: bucketTimes(range),
    step: range.step,
    to: range.to,
    formats,
    theme: view.theme,
    onZoom: (from: number, to: number) =>
      view.go({ fields: { from: String(from), to: String(to), range: undefined } }),
  };
  const columns = requestColumns(formats, { bounded: true });
  return (
    <>
      <p class="back">
        <Link view={view} to={{ fields: { request: undefined } }}>
          <Icon name="back" />
          All requests
        </Link>
      </p>
      <Panel
        title={<RequestName request={request} />}
        wide
        state={known}
        rows={12}
        note={
          !answer
            ? ''
            : !figures
              ? 'Not made in this range.'
              : figures.failing
                ? `${formats.percent(figures.failing.estimate)} failed (95 % interval ${formats.percent(figures.failing.lower)} to ${formats.percent(figures.failing.upper)}), in ${formats.count(figures.failedSessions)} of ${formats.counted(figures.sessions, 'session')}.${figures.duration ? ` Three of four that succeeded took no longer than ${formats.duration(figures.duration.p75.estimate)}.` : ''}${figures.aborted > 0 ? ` Neither part has what the page gave up itself, also after a wait of its own: ${formats.percent(figures.aborted / figures.requests)} of all.` : ''}`
                : 'The page gave up each of them.'
        }
      >
        {chart && answer && figures ? (
          <>
            <TimeChart
              {...chart}
              label="Share of failures over time"
              lines={[
                {
                  name: 'Failing',
                  values: answer.timeline.failing.map((share) => share && share * 100),
                  tone: 'poor',
                  filled: true,
                },
              ]}
              fractions
              format={(value) => formats.percent(value / 100, value > 0 && value < 10 ? 1 : 0)}
            />
            <TimeChart
              {...chart}
              label="Requests over time"
              lines={[{ name: 'Requests', values: answer.timeline.requests, tone: 'primary' }]}
              format={(value) => formats.count(value)}
            />
          </>
        ) : null}
      </Panel>
      <Panel
        title="By release"
        wide
        state={known}
        note="Failing and p75 with their 95 % intervals; the newest release comes first."
        aside={<ShownOf shown={answer?.releases.length ?? 0} all={answer?.allReleases} formats={formats} />}
      >
        <DataTable
          caption="By release"
          rows={answer?.releases ?? []}
          rowKey={({ key }) => key}
          columns={[
            { key: 'release', title: 'Release', cell: ({ key }) => nameOr(key), sort: ({ key }) => key },
            ...columns,
          ]}
        />
      </Panel>
      <Panel
        title="How they ended"
        wide
        state={known}
        note="By status code, or by the error where there was no answer. Of an answer whose status another origin hides nothing is known but that it came: it counts as succeeded."
        aside={<ShownOf shown={answer?.endings.length ?? 0} all={answer?.allEndings} formats={formats} />}
      >
        <DataTable
          caption="How they ended"
          rows={answer?.endings ?? []}
          rowKey={({ ending, outcome }) => `${outcome} ${ending}`}
          columns={[
            {
              key: 'ending',
              title: 'Status or error',
              cell: ({ ending, outcome, requests }) => (
                <span class="bar-name">
                  {nameOr(ending)}
                  <Meter share={requests / of} tone={OUTCOMES[outcome].tone} />
                </span>
              ),
              sort: ({ ending }) => ending,
            },
            { key: 'outcome', title: 'Outcome', cell: ({ outcome }) => OUTCOMES[outcome].name },
            {
              key: 'requests',
              title: 'Requests',
              figures: true,
              cell: ({ requests }) => formats.count(requests),
              sort: ({ requests }) => requests,
            },
            {
              key: 'share',
              title: 'Share',
              figures: true,
              cell: ({ requests }) => formats.percent(requests / of),
            },
            {
              key: 'sessions',
              title: 'Sessions',
              figures: true,
              cell: ({ sessions }) => formats.count(sessions),
              sort: ({ sessions }) => sessions,
            },
          ]}
        />
      </Panel>
    </>
  );
};
