import type { VNode } from 'preact';
import type { ComingBack, FirstUses } from '../../../metrics/first-uses.js';
import { bucketTimes } from '../bucket-times.js';
import { TimeChart } from '../chart/time-chart.js';
import type { Formats } from '../formats.js';
import { Meter } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { Bounds } from '../parts/interval.js';
import { Panel } from '../parts/panel.js';
import { PluginHint } from '../parts/plugin-hint.js';
import { ShareCell } from '../parts/share-cell.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** The classes of days of use, as the collector counts them. */
const DAY_CLASSES = ['1 day', '2 days', '3 days', '4 to 7', '8 to 14', '15 and more'];

/** Of fewer days than these there is no more to tell than who came back. */
const LEAST_DAYS = 7;

/** What the figures speak of. */
const noteOf = ({ sampled, telling }: FirstUses, formats: Formats): string =>
  [
    'A device is one browser whose visitor allows analytics. It counts its own days of use, from the day on which the page first has adoption(): who used the feature before that, or clears the browser’s storage, counts as new.',
    telling !== null && telling < 0.9995
      ? `Of the uses in this range ${formats.percent(telling)} tell it, the others are of pages without adoption().`
      : '',
    sampled
      ? 'Uses are sampled, so first uses are an estimate, and who came back cannot be told: some of the days on which a device was there are not seen.'
      : '',
  ]
    .filter(Boolean)
    .join(' ');

const WhoCameBack = ({
  rows,
  release,
  formats,
}: {
  readonly rows: readonly ComingBack[];
  readonly release: string | undefined;
  readonly formats: Formats;
}): VNode => (
  <div class="columns columns-even">
    <Panel
      title="Who came back"
      note={`Devices that used it on a second day within so long of the first use. All are followed for the same time: counted are those whose time ended in this range, and nobody who has not had it yet.${release === undefined ? '' : ' The first use was in the chosen release, the second may be in any.'}`}
    >
      <DataTable
        caption="Who came back"
        rows={rows}
        rowKey={({ days }) => String(days)}
        columns={[
          {
            key: 'days',
            title: 'Within',
            cell: ({ days, from, to }) => (
              <span class="look-ahead">
                {days} days
                <span class="bounds">
                  first used {formats.moment(from)} to {formats.moment(to)}
                </span>
              </span>
            ),
          },
          {
            key: 'devices',
            title: 'Devices',
            figures: true,
            cell: ({ devices }) => formats.count(devices),
          },
          {
            key: 'back',
            title: 'Came back',
            figures: true,
            cell: ({ cameBack }) => <ShareCell share={cameBack} formats={formats} tone="accent" />,
          },
        ]}
      />
    </Panel>
    <Panel
      title="On how many days"
      note="Of the same devices, the share that used it on so many days within that time, the first day included."
    >
      <DataTable
        caption="Days of use"
        rows={DAY_CLASSES.map((name, at) => ({ name, at }))}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', title: 'Days of use', cell: ({ name }) => name },
          ...rows
            .filter(({ days }) => days >= LEAST_DAYS)
            .map(({ days, usedOn }) => ({
              key: String(days),
              title: `In ${days} days`,
              figures: true,
              cell: ({ at }: { readonly at: number }) => (
                <ShareCell share={usedOn[at] ?? null} formats={formats} />
              ),
            })),
        ]}
      />
    </Panel>
  </div>
);

/** Who used one feature for the first time, and who came back to it; one line where no page tells of it. */
export const FeatureFirstUses = ({
  view,
  feature,
}: {
  readonly view: View;
  readonly feature: string;
}): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'feature-first-uses', { more: { feature }, every: SLOW });
  const { answer, range } = known;
  if (answer && !answer.told)
    return (
      <p class="note">
        Who uses it for the first time, and who comes back, is told with <PluginHint name="adoption" />
      </p>
    );
  return (
    <>
      <Panel title="First use" wide state={known} rows={12} note={answer ? noteOf(answer, formats) : ''}>
        {answer && range ? (
          <>
            <dl class="stages">
              <div>
                <dt>New devices</dt>
                <dd>
                  <strong>{formats.count(answer.firstUsers.estimate)}</strong> used it for the first time
                  {answer.sampled ? (
                    <Bounds interval={answer.firstUsers} format={(bound) => formats.count(bound)} />
                  ) : null}
                </dd>
              </div>
              {answer.fresh ? (
                <div>
                  <dt>Of those that used it</dt>
                  <dd>
                    <strong>{formats.percent(answer.fresh.estimate)}</strong> of{' '}
                    {formats.count(answer.devices)} devices were new
                    <Bounds interval={answer.fresh} format={(bound) => formats.percent(bound)} />
                    <Meter share={answer.fresh.estimate} />
                  </dd>
                </div>
              ) : null}
            </dl>
            <TimeChart
              label={`First uses of ${feature} over time`}
              starts={bucketTimes(range)}
              step={range.step}
              to={range.to}
              lines={[{ name: 'New devices', values: answer.timeline, tone: 'primary', filled: true }]}
              format={(value) => formats.count(value)}
              formats={formats}
              theme={view.theme}
              onZoom={(from, to) =>
                view.go({ fields: { from: String(from), to: String(to), range: undefined } })
              }
            />
          </>
        ) : null}
      </Panel>
      {answer && !answer.sampled ? (
        <WhoCameBack rows={answer.comingBack} release={view.address.fields.release} formats={formats} />
      ) : null}
    </>
  );
};
