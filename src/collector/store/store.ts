import type { Binding } from './binding.js';
import type { CountRow } from './counts.js';
import type { Erasures } from './erasures.js';

export type { Binding };

/** One row of `otel_logs`: its stored columns, as the OpenTelemetry Collector's ClickHouse exporter writes them. */
export interface LogRow {
  /** Seconds since 1970 with nine decimals, as a string: exact, and free of any server's time zone. */
  Timestamp: string;
  /** 32 hex digits, or empty. */
  TraceId: string;
  /** 16 hex digits, or empty. */
  SpanId: string;
  TraceFlags: number;
  SeverityText: string;
  SeverityNumber: number;
  ServiceName: string;
  Body: string;
  ResourceSchemaUrl: string;
  ResourceAttributes: Readonly<Record<string, string>>;
  ScopeSchemaUrl: string;
  ScopeName: string;
  ScopeVersion: string;
  ScopeAttributes: Readonly<Record<string, string>>;
  LogAttributes: Readonly<Record<string, string>>;
  EventName: string;
}

/** One row of `otel_traces`: its stored columns, as the OpenTelemetry Collector's ClickHouse exporter writes them. */
export interface SpanRow {
  /** When it started: seconds since 1970 with nine decimals, as a string. */
  Timestamp: string;
  /** 32 hex digits. */
  TraceId: string;
  /** 16 hex digits. */
  SpanId: string;
  /** 16 hex digits, or empty. */
  ParentSpanId: string;
  TraceState: string;
  SpanName: string;
  /** `Client`, `Server`, … */
  SpanKind: string;
  ServiceName: string;
  ResourceAttributes: Readonly<Record<string, string>>;
  ScopeName: string;
  ScopeVersion: string;
  SpanAttributes: Readonly<Record<string, string>>;
  /** Nanoseconds. */
  Duration: string;
  /** `Unset`, `Ok` or `Error`. */
  StatusCode: string;
  StatusMessage: string;
  'Events.Timestamp': readonly string[];
  'Events.Name': readonly string[];
  'Events.Attributes': readonly Readonly<Record<string, string>>[];
  'Links.TraceId': readonly string[];
  'Links.SpanId': readonly string[];
  'Links.TraceState': readonly string[];
  'Links.Attributes': readonly Readonly<Record<string, string>>[];
}

/** What names a record: its uid, and the time its sender stamped on it, which no copy of it changes. */
export interface RecordIdentity {
  readonly uid: string;
  /** Milliseconds since 1970, as sent: before any correction of a wrong clock. */
  readonly recordedAt: number;
}

/** Where rows of one kind are kept. */
export interface RowStore<Row> {
  /**
   * Appends rows; resolves when they are durable. After a rejection some of them may be stored all the same (those of
   * another day's partition), so look their uids up before trying again.
   */
  insert(rows: readonly Row[]): Promise<void>;
  /** Which of these records are stored already, by uid. */
  knownUids(records: readonly RecordIdentity[]): Promise<Set<string>>;
}

/** Where events are kept: ClickHouse, embedded or on a server. Every function rejects once the store is closed. */
export interface Store extends RowStore<LogRow> {
  /** Whether others write the same tables. */
  readonly shared: boolean;
  /** What was erased, and how to erase. */
  readonly erasures: Erasures;
  /**
   * Runs a query, for 30 seconds at most; values are bound, never joined into the text.
   *
   * Read from the view `sonde_events`, whose columns `events-view.ts` lists. Times come back as the engine prints them:
   * ask for `toUnixTimestamp64Milli(Timestamp)` where a number is wanted. Integers of 64 bits come back as numbers.
   *
   * @throws an error with the engine's own message.
   * @example
   * const rows = await store.query<{ Release: string; events: number }>(
   *   'SELECT Release, count() AS events FROM sonde_events WHERE Timestamp >= {from:DateTime64(3)} GROUP BY Release',
   *   { from: new Date(Date.now() - 86_400_000) },
   * );
   */
  query<Row>(sql: string, bindings?: Readonly<Record<string, Binding>>): Promise<Row[]>;
  /** Resolves when the engine answers, without waiting for queries under way. */
  ping(): Promise<void>;
  /** Adds to what is counted by the hour; resolves when it is durable. */
  addCounts(rows: readonly CountRow[]): Promise<void>;
  /** Where spans are kept. */
  readonly spans: RowStore<SpanRow>;
  /** Ends the connections, after queries under way. Safe to call twice. */
  close(): Promise<void>;
}
