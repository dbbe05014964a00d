import type { VNode } from 'preact';
import type { VitalScope } from '../../../metrics/vital-reports.js';
import type { VitalKey, VitalSummary } from '../../../metrics/vitals.js';
import { bucketTimes } from '../bucket-times.js';
import { Histogram } from '../chart/histogram.js';
import { TimeChart } from '../chart/time-chart.js';
import { RatingBar } from '../parts/bars.js';
import { DataTable } from '../parts/data-table.js';
import { Bounds } from '../parts/interval.js';
import { nameOr } from '../parts/name.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { Rating } from '../parts/rating.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

const NAMES: Readonly<Record<VitalSummary['name'], string>> = {
  LCP: 'Largest Contentful Paint',
  INP: 'Interaction to Next Paint',
  CLS: 'Cumulative Layout Shift',
  FCP: 'First Contentful Paint',
  TTFB: 'Time to First Byte',
};
const VITALS = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'] as const;
const KEYS: readonly { readonly key: VitalKey; readonly title: string }[] = [
  { key: 'page', title: 'Page' },
  { key: 'release', title: 'Release' },
  { key: 'device', title: 'Device' },
  { key: 'browser', title: 'Browser' },
];

const SCOPES: Readonly<Record<VitalScope, { readonly one: string; readonly many: string }>> = {
  loads: { one: 'page load', many: 'page loads' },
  routes: { one: 'route change', many: 'route changes' },
};

/** A switch between page loads and route changes, where any of these was measured. */
const ScopeSwitch = ({ view, scope }: { readonly view: View; readonly scope: VitalScope }): VNode => (
  <div class="vital-scope">
    <fieldset class="ranges">
      <legend class="hidden">Measured of</legend>
      {(['loads', 'routes'] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="of"
            checked={scope === one}
            onChange={() => view.go({ fields: { of: one === 'loads' ? undefined : one } }, true)}
          />
          <span>{one === 'loads' ? 'Page loads' : 'Route changes'}</span>
        </label>
      ))}
    </fieldset>
    <p class="note">
      {scope === 'loads'
        ? 'Of loads, until the first change of route. What followed within the page is told under route changes, where the browser measures it.'
        : 'Of changes of route within a page (soft navigations), as Chrome measures them. They are in no figure of loads, releases or the overview; TTFB is not measured of them.'}
    </p>
  </div>
);

/** How fast and steady pages are, by web.dev's thresholds. */
export const Vitals = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const by = KEYS.find(({ key }) => key === address.fields.by) ?? { key: 'page' as const, title: 'Page' };
  const scope: VitalScope = address.fields.of === 'routes' ? 'routes' : 'loads';
  const { one: load, many: loads } = SCOPES[scope];
  const of = { of: scope };
  const all = useAnswer(view, 'vitals', { more: of });
  const timeline = useAnswer(view, 'vitals-timeline', { more: of });
  const histograms = useAnswer(view, 'vital-histogram', { more: of });
  const groups = useAnswer(view, 'vitals', { more: { ...of, by: by.key } });
  const others = useAnswer(view, 'vitals', {
    more: { of: scope === 'loads' ? 'routes' : 'loads' },
    every: SLOW,
  });
  if (all.answer?.length === 0 && others.answer?.length === 0) {
    return (
      <NothingHere
        view={view}
        what="web vitals"
        hint="They come with the vitals plugin, when a page is hidden or left."
      />
    );
  }
  const chosen = VITALS.find((name) => name === address.fields.vital) ?? 'LCP';
  const summary = all.answer?.find(({ name }) => name === chosen);
  const series = timeline.answer?.find(({ name }) => name === chosen);
  const histogram = histograms.answer?.find(({ name }) => name === chosen);
  const range = timeline.range;
  return (
    <>
      {scope === 'routes' || (others.answer?.length ?? 0) > 0 ? (
        <ScopeSwitch view={view} scope={scope} />
      ) : null}
      <section class={`tiles tiles-vitals${all.stale ? ' stale' : ''}`} aria-label="Web vitals">
        {VITALS.map((name) => {
          const one = all.answer?.find((row) => row.name === name);
          return (
            <button
              key={name}
              type="button"
              class="tile tile-vital"
              aria-pressed={chosen === name}
              title={NAMES[name]}
              onClick={() => view.go({ fields: { vital: name === 'LCP' ? undefined : name } }, true)}
            >
              <span class="tile-title">
                {name} <span class="tile-unit">p75</span>
              </span>
              <span class="tile-value">{all.answer ? formats.vital(name, one?.p75?.estimate) : ' '}</span>
              <span class="tile-foot">
                {one?.p75 ? <Rating rating={one.p75.rating} /> : <span class="delta">no values</span>}
                <Bounds interval={one?.p75 ?? null} format={(bound) => formats.vital(name, bound)} />
              </span>
              {one ? <RatingBar {...one} formats={formats} /> : <span class="rating-bar" />}
            </button>
          );
        })}
      </section>
      <Panel
        title={`${NAMES[chosen]} (${chosen})`}
        wide
        state={{ ...timeline, answer: all.answer && timeline.answer }}
        rows={9}
        note={
          summary
            ? `Three of four ${loads} stay below ${formats.vital(chosen, summary.p75?.estimate)}. ${formats.percent(summary.good)} are good (up to ${formats.vital(chosen, summary.thresholds.good)}), ${formats.percent(summary.poor)} poor (above ${formats.vital(chosen, summary.thresholds.poor)}), of ${formats.count(summary.loads)} ${loads}.${summary.censored > 0 ? ` ${formats.count(summary.censored)} more are left out, because measuring began too late to trust them.` : ''}`
            : all.answer
              ? `No ${load} reported it in this range.`
              : ''
        }
      >
        {range && series && summary ? (
          <TimeChart
            label={`${chosen}, 75th percentile over time`}
            starts={bucketTimes(range)}
            step={range.step}
            to={range.to}
            lines={[
              { name: `${chosen} p75`, values: series.current, tone: 'primary' },
              { name: 'Period before', values: series.previous, tone: 'previous', dashed: true },
            ]}
            format={(value) => formats.vital(chosen, value)}
            formats={formats}
            theme={view.theme}
            thresholds={summary.thresholds}
            onZoom={(from, to) =>
              view.go({ fields: { from: String(from), to: String(to), range: undefined } })
            }
          />
        ) : null}
      </Panel>
      <div class="columns columns-even">
        <Panel
          title="Distribution"
          state={{ ...histograms, answer: all.answer && histograms.answer }}
          rows={9}
          note={`The last report of each ${load}.`}
        >
          {histogram && summary ? (
            <Histogram
              histogram={histogram}
              counted={loads}
              thresholds={summary.thresholds}
              formats={formats}
              theme={view.theme}
            />
          ) : (
            <p class="empty-line">No values in this range.</p>
          )}
        </Panel>
        <Panel
          title={`By ${by.title.toLowerCase()}`}
          state={groups}
          rows={8}
          aside={
            <label class="aside">
              Split by{' '}
              <select
                value={by.key}
                onChange={(event) =>
                  view.go(
                    {
                      fields: {
                        by: event.currentTarget.value === 'page' ? undefined : event.currentTarget.value,
                      },
                    },
                    true,
                  )
                }
              >
                {KEYS.map(({ key, title }) => (
                  <option key={key} value={key}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
          }
        >
          <DataTable
            caption={`${chosen} by ${by.title.toLowerCase()}`}
            rows={groups.answer?.filter(({ name }) => name === chosen).slice(0, 50) ?? []}
            rowKey={({ key }) => key}
            columns={[
              {
                key: 'name',
                title: by.title,
                cell: ({ key }) => <span class={by.key === 'page' ? 'mono' : ''}>{nameOr(key)}</span>,
                sort: ({ key }) => key,
              },
              {
                key: 'p75',
                title: 'p75',
                figures: true,
                cell: ({ p75 }) =>
                  p75 ? (
                    <span class="stacked">
                      <span class="rated">
                        {formats.vital(chosen, p75.estimate)} <Rating rating={p75.rating} brief />
                      </span>
                      <Bounds interval={p75} format={(bound) => formats.vital(chosen, bound)} />
                    </span>
                  ) : (
                    '–'
                  ),
                sort: ({ p75 }) => p75?.estimate ?? null,
              },
              {
                key: 'shares',
                title: 'Good to poor',
                cell: (row) => <RatingBar {...row} formats={formats} />,
                sort: ({ good }) => good,
              },
              {
                key: 'loads',
                title: `${loads.charAt(0).toUpperCase()}${loads.slice(1)}`,
                figures: true,
                cell: ({ loads }) => formats.count(loads),
                sort: ({ loads }) => loads,
              },
            ]}
          />
        </Panel>
      </div>
    </>
  );
};
