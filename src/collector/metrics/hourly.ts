import type { Condition, EventFilter } from './event-filter.js';

const HOUR = 3_600_000;

/**
 * A filter as a condition over `sonde_counts`, which knows hours, services and releases. The first hour is taken whole.
 * Counts without a service's name are of any.
 */
export const hourly = ({
  from,
  to,
  service,
  release,
}: EventFilter): Condition & { readonly since: number } => {
  const since = Math.floor(from / HOUR) * HOUR;
  return {
    since,
    sql: [
      'Hour >= toDateTime({fromHour:Int64}) AND Hour < toDateTime({toHour:Int64})',
      ...(service === undefined ? [] : [`ServiceName IN ({service:String}, '')`]),
      ...(release === undefined ? [] : ['Release = {release:String}']),
    ].join(' AND '),
    bindings: {
      fromHour: since / 1_000,
      toHour: Math.ceil(to / 1_000),
      ...(service === undefined ? {} : { service }),
      ...(release === undefined ? {} : { release }),
    },
  };
};
