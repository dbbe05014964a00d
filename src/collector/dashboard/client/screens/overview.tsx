import type { VNode } from 'preact';
import type { VitalSummary } from '../../../metrics/vitals.js';
import { isFilling } from '../bucket-times.js';
import { TimeChart } from '../chart/time-chart.js';
import { RatingBar, Sparkline } from '../parts/bars.js';
import { Delta } from '../parts/delta.js';
import { Bounds } from '../parts/interval.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { Rating } from '../parts/rating.js';
import { VerdictBanner } from '../parts/verdict.js';
import { SLOWEST, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { CampaignsPanel } from './overview-campaigns.js';
import { ClientsPanel } from './overview-clients.js';
import { describeChange, OVERVIEW_FIGURES } from './overview-figures.js';
import { LossPanel } from './overview-loss.js';
import { PagesPanel } from './overview-pages.js';
import { PrivacyPanel } from './overview-privacy.js';
import { SessionsPanel } from './overview-sessions.js';

const CORE: readonly VitalSummary['name'][] = ['LCP', 'INP', 'CLS'];

/** How things stand: the verdict on the newest release, the figures, each over time, and where they come from. */
export const Overview = ({ view }: { readonly view: View }): VNode => {
  const { formats, address, choices } = view;
  const totals = useAnswer(view, 'totals');
  const timeline = useAnswer(view, 'timeline');
  const vitals = useAnswer(view, 'vitals');
  const vitalsBefore = useAnswer(view, 'vitals-before');
  const vitalsTimeline = useAnswer(view, 'vitals-timeline');
  const releases = useAnswer(view, 'releases', { every: SLOWEST });
  const chosen = address.fields.figure ?? 'sessions';
  const pick = (key: string) => (): void =>
    view.go({ fields: { figure: key === 'sessions' ? undefined : key } }, true);
  const comparison = releases.answer?.comparison;
  if (totals.answer?.current.events === 0) return <NothingHere view={view} />;

  const figure = OVERVIEW_FIGURES.find(({ key }) => key === chosen);
  const vital = CORE.find((name) => name === chosen);
  const range = timeline.range;
  const filling = range !== undefined && isFilling(range);
  const markers = (choices?.releases ?? [])
    .filter(({ firstSeen }) => range && firstSeen > range.from && firstSeen < range.to)
    .map(({ release, firstSeen }) => ({ name: release, time: firstSeen }));
  const series = vital
    ? vitalsTimeline.answer?.find(({ name }) => name === vital)
    : timeline.answer && figure?.series(timeline.answer);
  const format = (value: number): string =>
    vital ? formats.vital(vital, value) : (figure?.format(value, formats) ?? formats.count(value));
  const title = vital ? `${vital}, 75th percentile` : (figure?.title ?? '');
  const thresholds = vitals.answer?.find(({ name }) => name === vital)?.thresholds;

  return (
    <>
      {comparison ? (
        <VerdictBanner view={view} comparison={comparison} link />
      ) : (
        <p class={`banner ${releases.answer ? 'banner-none' : 'banner-waiting'}`} role="status">
          {releases.answer?.reason ??
            releases.problem ??
            'Comparing the newest release with the one before it …'}
        </p>
      )}
      <section
        class={`tiles${totals.stale ? ' stale' : ''}`}
        aria-label="Figures"
        aria-busy={totals.stale || undefined}
      >
        {OVERVIEW_FIGURES.map((one) => {
          const now = totals.answer ? one.value(totals.answer.current) : null;
          const change = totals.answer
            ? describeChange(one, now, one.value(totals.answer.previous), formats)
            : { change: undefined, text: '' };
          return (
            <button
              key={one.key}
              type="button"
              class="tile"
              title={one.help}
              aria-pressed={chosen === one.key}
              onClick={pick(one.key)}
            >
              <span class="tile-title">{one.title}</span>
              <span class="tile-value">{totals.answer ? one.format(now, formats) : ' '}</span>
              <span class="tile-foot">
                <Delta
                  {...change}
                  {...(one.higherIsBetter === undefined ? {} : { higherIsBetter: one.higherIsBetter })}
                />
                {one.key === 'error-free' && totals.answer ? (
                  <Bounds
                    interval={totals.answer.current.errorFree}
                    format={(value) => formats.percent(value)}
                  />
                ) : null}
              </span>
              <Sparkline
                values={timeline.answer ? one.series(timeline.answer).current : []}
                filling={filling}
              />
            </button>
          );
        })}
        {CORE.map((name) => {
          const now = vitals.answer?.find((summary) => summary.name === name);
          const before = vitalsBefore.answer?.find((summary) => summary.name === name);
          const change = now?.p75 && before?.p75 ? now.p75.estimate - before.p75.estimate : undefined;
          return (
            <button
              key={name}
              type="button"
              class="tile tile-vital"
              aria-pressed={chosen === name}
              title={`The value that three of four page loads stay below: ${name}`}
              onClick={pick(name)}
            >
              <span class="tile-title">
                {name} <span class="tile-unit">p75</span>
              </span>
              <span class="tile-value">
                {now ? formats.vital(name, now.p75?.estimate) : vitals.answer ? '–' : ' '}
              </span>
              <span class="tile-foot">
                {now?.p75 ? <Rating rating={now.p75.rating} /> : null}
                <Delta
                  change={change}
                  higherIsBetter={false}
                  text={change === undefined ? '' : formats.vital(name, Math.abs(change))}
                />
              </span>
              {now ? <RatingBar {...now} formats={formats} /> : <span class="rating-bar" />}
            </button>
          );
        })}
      </section>
      <Panel
        title={`${title} over time`}
        wide
        state={vital ? vitalsTimeline : timeline}
        rows={9}
        aside={
          range ? (
            <span class="aside">
              {figure?.help ?? 'The value that three of four page loads stay below.'} Drag across the chart to
              look closer.
            </span>
          ) : null
        }
      >
        {range && series && timeline.answer ? (
          <TimeChart
            label={`${title} over time`}
            starts={timeline.answer.starts}
            step={range.step}
            to={range.to}
            lines={[
              {
                name: vital ?? figure?.title ?? '',
                values: series.current,
                tone: 'primary',
                filled: !figure?.share && !vital,
              },
              { name: 'Period before', values: series.previous, tone: 'previous', dashed: true },
            ]}
            format={format}
            formats={formats}
            theme={view.theme}
            markers={markers}
            share={Boolean(figure?.share)}
            {...(thresholds ? { thresholds } : {})}
            onZoom={(from, to) =>
              view.go({ fields: { from: String(from), to: String(to), range: undefined } })
            }
          />
        ) : null}
      </Panel>
      <div class="columns">
        <PagesPanel view={view} />
        <ClientsPanel view={view} />
        <SessionsPanel view={view} />
        <CampaignsPanel view={view} />
        <LossPanel view={view} />
        <PrivacyPanel view={view} />
      </div>
    </>
  );
};
