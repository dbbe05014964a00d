import type { Condition, EventFilter } from './event-filter.js';

const HOUR = 3_600_000;

/**
 * A filter as a condition over `sonde_counts`, which knows hours, services and releases. The first hour and the last are
 * taken whole: `since` and `until`, in milliseconds since 1970, say from when to when. Counts without a service's name
 * are of any.
 */
export const hourly = ({
  from,
  to,
  service,
  release,
}: EventFilter): Condition & { readonly since: number; readonly until: number } => {
  const since = Math.floor(from / HOUR) * HOUR;
  const until = Math.ceil(to / HOUR) * HOUR;
  return {
    since,
    until,
    sql: [
      'Hour >= toDateTime({fromHour:Int64}) AND Hour < toDateTime({toHour:Int64})',
      ...(service === undefined ? [] : [`ServiceName IN ({service:String}, '')`]),
      ...(release === undefined ? [] : ['Release = {release:String}']),
    ].join(' AND '),
    bindings: {
      fromHour: since / 1_000,
      toHour: until / 1_000,
      ...(service === undefined ? {} : { service }),
      ...(release === undefined ? {} : { release }),
    },
  };
};
