import type { Binding } from '../store/store.js';

/** Which events a figure speaks of. An absent field means any. */
export interface EventFilter {
  /** Milliseconds since 1970, included. */
  readonly from: number;
  /** Milliseconds since 1970, excluded. */
  readonly to: number;
  readonly service?: string;
  readonly environment?: string;
  readonly release?: string;
  /** `desktop`, `mobile`, `tablet`, … as the collector classed the User-Agent. */
  readonly device?: string;
}

/** A condition for a WHERE clause and the values that its placeholders are bound to. */
export interface Condition {
  readonly sql: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}

const COLUMNS = {
  service: 'ServiceName',
  environment: 'Environment',
  release: 'Release',
  device: 'Device',
} as const;

/**
 * Whether an event is told by the page that it tells of. The end of a session and a crash are told by who comes after
 * (the visitor's next page, or the browser): they bear the time of what has ended, and the next one's release,
 * environment, page and, of a crash that is estimated, session. By them a session would count for a release or a page that
 * it never had, a release would be older than it is, and a session as long as its visitor was away. A session of which
 * nothing else is known is none.
 *
 * It asks for the name alone: in a table that others write, too, the engine looks for copies before any other condition.
 */
export const FIRST_HAND: string = `EventName NOT IN ('session.end', 'crash')`;

/**
 * The filter as a condition over all rows of `sonde_events`, whatever they tell of, and those of so many milliseconds before. Only fields that are set become part of
 * it, so that the engine reads no column for the others.
 */
export const received = (filter: EventFilter, before = 0): Condition => {
  const parts = [
    `Timestamp >= fromUnixTimestamp64Milli({from:Int64}${before > 0 ? ` - ${before}` : ''})`,
    'Timestamp < fromUnixTimestamp64Milli({to:Int64})',
  ];
  const bindings: Record<string, Binding> = { from: filter.from, to: filter.to };
  for (const [field, column] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][]) {
    const value = filter[field];
    if (value === undefined) continue;
    parts.push(`${column} = {${field}:String}`);
    bindings[field] = value;
  }
  return { sql: parts.join(' AND '), bindings };
};

/**
 * The filter as a condition over the rows of `sonde_events` by which sessions, releases and pages are known: those that are
 * told at first hand.
 *
 * @example
 * const { sql, bindings } = matching(filter);
 * await store.query(`SELECT count() AS events FROM sonde_events WHERE ${sql}`, bindings);
 */
export const matching = (filter: EventFilter, before = 0): Condition => {
  const { sql, bindings } = received(filter, before);
  return { sql: `${sql} AND ${FIRST_HAND}`, bindings };
};
