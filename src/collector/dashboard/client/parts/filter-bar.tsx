import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Field } from '../address.js';
import type { View } from '../view.js';
import { Icon } from './icon.js';
import { RangeDialog } from './range-dialog.js';

const RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
const RANGE_NAMES: Readonly<Record<string, string>> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

const Filter = ({
  view,
  field,
  title,
  any,
  options,
}: {
  readonly view: View;
  readonly field: Field;
  readonly title: string;
  readonly any: string;
  readonly options: readonly string[];
}): VNode => {
  const value = view.address.fields[field] ?? '';
  // What the address asks for stays on offer, even where it does not occur.
  const offered = value === '' || options.includes(value) ? options : [value, ...options];
  return (
    <label class={`filter${value === '' ? '' : ' filter-set'}`}>
      <span class="hidden">{title}</span>
      <select value={value} onChange={(event) => view.go({ fields: { [field]: event.currentTarget.value } })}>
        <option value="">{any}</option>
        {offered.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
};

/** What the figures speak of: service, environment, release, device and time; kept in the address. */
export const FilterBar = ({ view }: { readonly view: View }): VNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const { choices, formats, refresher } = view;
  const { fields } = view.address;
  const own = fields.from !== undefined;
  const set = ['service', 'environment', 'release', 'device'].filter(
    (field) => fields[field as Field],
  ).length;
  const controls = (
    <>
      <Filter
        view={view}
        field="service"
        title="Service"
        any="All services"
        options={choices?.services ?? []}
      />
      <Filter
        view={view}
        field="environment"
        title="Environment"
        any="All environments"
        options={choices?.environments ?? []}
      />
      <Filter
        view={view}
        field="release"
        title="Release"
        any="All releases"
        options={choices?.releases.map(({ release }) => release) ?? []}
      />
      <Filter view={view} field="device" title="Device" any="All devices" options={choices?.devices ?? []} />
      {set > 0 ? (
        <button
          type="button"
          class="quiet"
          onClick={() =>
            view.go({
              fields: { service: undefined, environment: undefined, release: undefined, device: undefined },
            })
          }
        >
          Clear
        </button>
      ) : null}
    </>
  );
  return (
    <search class="filters" aria-label="Filters">
      <div class="filters-what">{controls}</div>
      <fieldset class="ranges">
        <legend class="hidden">Time range</legend>
        {RANGES.map((range) => (
          <label key={range} title={RANGE_NAMES[range]}>
            <input
              type="radio"
              name="range"
              checked={!own && (fields.range ?? '24h') === range}
              onChange={() =>
                view.go({
                  fields: { range: range === '24h' ? undefined : range, from: undefined, to: undefined },
                })
              }
            />
            <span aria-hidden="true">{range}</span>
            <span class="hidden">{RANGE_NAMES[range]}</span>
          </label>
        ))}
        <button type="button" aria-pressed={own} onClick={() => dialog.current?.showModal()}>
          {own
            ? `${formats.moment(Number(fields.from))} – ${fields.to ? formats.moment(Number(fields.to)) : 'now'}`
            : 'Custom'}
        </button>
      </fieldset>
      <RangeDialog view={view} dialog={dialog} />
      <p class="refresh">
        <button
          type="button"
          class="quiet"
          aria-pressed={!refresher.paused}
          title={refresher.paused ? 'Refresh every few seconds' : 'Stop refreshing'}
          onClick={() => refresher.setPaused(!refresher.paused)}
        >
          <Icon name={refresher.paused ? 'play' : 'pause'} />
          <span class="hidden">Refresh by itself</span>
        </button>
        <span class="refresh-time">
          {refresher.answeredAt > 0
            ? `${refresher.paused ? 'Paused ' : ''}${formats.clock(refresher.answeredAt)}`
            : ''}
        </span>
      </p>
    </search>
  );
};
