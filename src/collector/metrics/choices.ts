import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { HISTORY, type KnownRelease, knownReleases } from './known-releases.js';

/** What the filters can be set to: what occurred within 90 days before the range's end. */
export interface Choices {
  /** False until the first event was stored. */
  readonly events: boolean;
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly devices: readonly string[];
  /** Of the chosen service and environment, the most recently begun first. */
  readonly releases: readonly KnownRelease[];
}

/** The services, environments, devices and releases that the filters offer. */
export const choices = async (store: Store, filter: EventFilter): Promise<Choices> => {
  const { sql, bindings } = matching({ from: filter.to - HISTORY, to: filter.to });
  const [row] = await store.query<
    Record<'services' | 'environments' | 'devices', string[]> & { events: number }
  >(
    `SELECT
       count() AS events,
       arraySort(groupUniqArray(toString(ServiceName))) AS services,
       arraySort(groupUniqArray(toString(Environment))) AS environments,
       arraySort(groupUniqArray(toString(Device))) AS devices
     FROM sonde_events WHERE ${sql}`,
    bindings,
  );
  const named = (names: readonly string[] = []): string[] => names.filter((name) => name !== '');
  const events =
    (row?.events ?? 0) > 0 || (await store.query('SELECT 1 FROM sonde_events LIMIT 1')).length > 0;
  return {
    events,
    services: named(row?.services),
    environments: named(row?.environments),
    devices: named(row?.devices),
    releases: await knownReleases(store, filter),
  };
};
