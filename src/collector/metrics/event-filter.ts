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
 * The filter as a condition over `sonde_events`. Only fields that are set become part of it, so that the engine reads
 * no column for the others.
 *
 * @example
 * const { sql, bindings } = matching(filter);
 * await store.query(`SELECT count() AS events FROM sonde_events WHERE ${sql}`, bindings);
 */
export const matching = (filter: EventFilter): Condition => {
  const parts = [
    'Timestamp >= fromUnixTimestamp64Milli({from:Int64})',
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
