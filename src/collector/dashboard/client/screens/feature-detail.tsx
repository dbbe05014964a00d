import type { VNode } from 'preact';
import { bucketTimes } from '../bucket-times.js';
import { TimeChart } from '../chart/time-chart.js';
import type { Formats } from '../formats.js';
import { adoptionColumn } from '../parts/adoption-column.js';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { ExposureHint } from '../parts/exposure-hint.js';
import { Icon } from '../parts/icon.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { type Known, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { FeatureFirstUses } from './feature-first-uses.js';
import { FeatureFlagsPanel } from './feature-flags.js';

/** Of a feature of which nobody tells when it could be seen. */
const unexposedNote = (usedSessions: number, formats: Formats): VNode => (
  <>
    Used in {formats.count(usedSessions)} sessions. How many could see it is not recorded, so its adoption is
    not known: <ExposureHint />
  </>
);

/** One feature: how far people come with it, over time, and with what they use it. */
export const FeatureDetail = ({
  view,
  feature,
  known,
  timeline,
}: {
  readonly view: View;
  readonly feature: string;
  readonly known: Known<'features'>;
  readonly timeline: Known<'features-timeline'>;
}): VNode => {
  const { formats } = view;
  const groups = useAnswer(view, 'feature-groups', { more: { feature } });
  const summary = known.answer?.features.find((row) => row.feature === feature);
  const line = timeline.answer?.find((row) => row.feature === feature);
  const range = timeline.range;
  const of = (kind: string) => groups.answer?.filter((group) => group.kind === kind) ?? [];
  const uses = (summary?.uses ?? 0) || 1;
  return (
    <>
      <p class="back">
        <Link view={view} to={{ fields: { feature: undefined } }}>
          <Icon name="back" />
          All features
        </Link>
      </p>
      <Panel
        title={feature}
        wide
        state={known}
        note={
          summary
            ? summary.adoption
              ? `${formats.percent(summary.adoption.estimate)} of the sessions that could see it used it (95 % interval ${formats.percent(summary.adoption.lower)} to ${formats.percent(summary.adoption.upper)}), ${formats.decimal(summary.usesPerSession, 1)} times each.${summary.failing ? ` Of ${formats.count(summary.completed + summary.failed)} outcomes ${formats.percent(summary.failing.estimate)} failed.` : ''}`
              : unexposedNote(summary.usedSessions, formats)
            : known.answer
              ? 'Not seen in this range.'
              : ''
        }
      >
        {summary ? (
          <dl class="stages">
            <div>
              <dt>Exposed</dt>
              <dd>
                <strong>{formats.count(summary.exposedSessions)}</strong>{' '}
                {summary.exposedSessions === null ? 'not recorded' : 'sessions could see it'}
                {summary.exposedSessions === null ? null : <Meter share={1} />}
              </dd>
            </div>
            <div>
              <dt>Used</dt>
              <dd>
                <strong>{formats.count(summary.usedSessions)}</strong> sessions used it
                {summary.exposedSessions === null ? null : (
                  <Meter share={summary.usedSessions / (summary.exposedSessions || 1)} />
                )}
              </dd>
            </div>
            <div>
              <dt>Returned to</dt>
              <dd>
                <strong>{formats.count(summary.returningVisitors)}</strong> of{' '}
                {formats.count(summary.usedVisitors)} visitors used it in more than one session
                <Meter share={summary.returningVisitors / (summary.usedVisitors || 1)} />
              </dd>
            </div>
            <div>
              <dt>Completed</dt>
              <dd>
                <strong>{formats.count(summary.completed)}</strong> times, failed{' '}
                {formats.count(summary.failed)} times
                <Meter share={summary.completed / (summary.completed + summary.failed || 1)} tone="good" />
              </dd>
            </div>
          </dl>
        ) : null}
      </Panel>
      <Panel title="Uses over time" wide state={timeline} rows={9}>
        {range ? (
          <TimeChart
            label={`Uses of ${feature} over time`}
            starts={bucketTimes(range)}
            step={range.step}
            to={range.to}
            lines={[
              {
                name: 'Uses',
                values: line?.uses ?? bucketTimes(range).map(() => 0),
                tone: 'primary',
                filled: true,
              },
              {
                name: 'Sessions that used it',
                values: line?.usedSessions ?? bucketTimes(range).map(() => 0),
                tone: 'second',
              },
            ]}
            format={(value) => formats.count(value)}
            formats={formats}
            theme={view.theme}
            onZoom={(from, to) =>
              view.go({ fields: { from: String(from), to: String(to), range: undefined } })
            }
          />
        ) : null}
      </Panel>
      <FeatureFirstUses view={view} feature={feature} />
      <div class="columns columns-three">
        <Panel title="By pointer" state={groups} note="What the feature was used with.">
          <DataTable
            caption="Uses by pointer"
            rows={of('pointer')}
            rowKey={({ name }) => name}
            empty="Not used in this range."
            columns={[
              {
                key: 'name',
                title: 'Pointer',
                cell: ({ name, uses: own }) => (
                  <span class="bar-name">
                    {nameOr(name)}
                    <Meter share={own / uses} />
                  </span>
                ),
              },
              { key: 'uses', title: 'Uses', figures: true, cell: (row) => formats.count(row.uses) },
              {
                key: 'share',
                title: 'Share',
                figures: true,
                cell: (row) => formats.percent(row.uses / uses),
              },
            ]}
          />
        </Panel>
        {(['device', 'release'] as const).map((kind) => (
          <Panel key={kind} title={`By ${kind}`} state={groups} note="Adoption with its 95 % interval.">
            <DataTable
              caption={`Adoption by ${kind}`}
              rows={of(kind)}
              rowKey={({ name }) => name}
              columns={[
                {
                  key: 'name',
                  title: kind === 'device' ? 'Device' : 'Release',
                  cell: ({ name }) => nameOr(name),
                },
                {
                  key: 'used',
                  title: 'Sessions',
                  figures: true,
                  cell: ({ usedSessions }) => formats.count(usedSessions),
                  sort: ({ usedSessions }) => usedSessions,
                },
                adoptionColumn(formats),
              ]}
            />
          </Panel>
        ))}
      </div>
      <FeatureFlagsPanel view={view} feature={feature} />
    </>
  );
};
