import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Place } from '../../../metrics/exception-detail.js';
import { bucketTimes } from '../bucket-times.js';
import { TimeChart } from '../chart/time-chart.js';
import { Meter } from '../parts/bars.js';
import { Icon } from '../parts/icon.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { type Known, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { ErrorMarks } from './error-marks.js';
import { ErrorOccurrence } from './error-occurrence.js';

const PLACES: readonly { readonly kind: Place['kind']; readonly title: string }[] = [
  { kind: 'release', title: 'Releases' },
  { kind: 'page', title: 'Pages' },
  { kind: 'browser', title: 'Browsers' },
  { kind: 'device', title: 'Devices' },
];

/** One group of errors: how often, where, and its latest occurrences with what led to them. */
export const ErrorDetail = ({
  view,
  fingerprint,
  known,
}: {
  readonly view: View;
  readonly fingerprint: string;
  readonly known: Known<'exceptions'>;
}): VNode => {
  const { formats } = view;
  const detail = useAnswer(view, 'exception', { more: { fingerprint } });
  const [chosen, setChosen] = useState(0);
  const group = known.answer?.groups.find((one) => one.fingerprint === fingerprint);
  const range = known.range;
  const occurrences = detail.answer?.occurrences ?? [];
  const latest = occurrences[Math.min(chosen, occurrences.length - 1)];
  const title = nameOr(group?.type ?? latest?.type ?? '', 'Error');
  return (
    <>
      <p class="back">
        <Link view={view} to={{ fields: { fingerprint: undefined } }}>
          <Icon name="back" />
          All errors
        </Link>
      </p>
      <Panel title={title} wide state={known} rows={7}>
        <p class="error-message error-message-full">
          {group?.message ?? latest?.message ?? 'Not seen in this range.'}
        </p>
        {group ? (
          <>
            <p class="marks">
              <ErrorMarks group={group} view={view} />
            </p>
            <dl class="facts">
              <div>
                <dt>Sessions</dt>
                <dd>{formats.count(group.sessions)}</dd>
              </div>
              <div>
                <dt>Visitors</dt>
                <dd>{formats.count(group.visitors)}</dd>
              </div>
              <div>
                <dt>Times</dt>
                <dd>{formats.count(group.count)}</dd>
              </div>
              <div>
                <dt>First seen</dt>
                <dd>
                  {formats.moment(group.firstSeen)}{' '}
                  <span class="bounds">since release {nameOr(group.firstRelease)}</span>
                </dd>
              </div>
              <div>
                <dt>Last seen</dt>
                <dd>{formats.moment(group.lastSeen)}</dd>
              </div>
            </dl>
            {range ? (
              <TimeChart
                label={`${title} over time`}
                starts={bucketTimes(range)}
                step={range.step}
                to={range.to}
                lines={[{ name: 'Times', values: group.trend, tone: 'poor', filled: true }]}
                format={(value) => formats.count(value)}
                formats={formats}
                theme={view.theme}
                onZoom={(from, to) =>
                  view.go({ fields: { from: String(from), to: String(to), range: undefined } })
                }
              />
            ) : null}
          </>
        ) : null}
      </Panel>
      <div class="columns columns-detail">
        <Panel
          title="What happened"
          state={detail}
          rows={10}
          aside={
            occurrences.length > 1 ? (
              <label class="aside">
                Occurrence{' '}
                <select
                  value={String(chosen)}
                  onChange={(event) => setChosen(Number(event.currentTarget.value))}
                >
                  {occurrences.map(({ time, session }, at) => (
                    <option key={`${time}${session}${at}`} value={String(at)}>
                      {formats.moment(time)}
                    </option>
                  ))}
                </select>
              </label>
            ) : null
          }
        >
          {latest ? (
            <ErrorOccurrence occurrence={latest} formats={formats} />
          ) : (
            <p class="empty-line">Not seen in this range.</p>
          )}
        </Panel>
        <Panel title="Where" state={detail} rows={8}>
          {PLACES.map(({ kind, title: caption }) => {
            const places = detail.answer?.places.filter((place) => place.kind === kind) ?? [];
            const all = places.reduce((sum, { count }) => sum + count, 0) || 1;
            return (
              <table key={kind} class="compact">
                <caption class="hidden">{caption}</caption>
                <thead>
                  <tr>
                    <th scope="col">{caption}</th>
                    <th scope="col" class="figures">
                      Times
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {places.slice(0, 6).map(({ name, count }) => (
                    <tr key={name}>
                      <th scope="row">
                        <span class="bar-name">
                          {nameOr(name)}
                          <Meter share={count / all} tone="poor" />
                        </span>
                      </th>
                      <td class="figures">{formats.count(count)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            );
          })}
        </Panel>
      </div>
    </>
  );
};
