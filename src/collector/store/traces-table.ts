import { MAX_WEIGHT } from './derived-columns.js';

/** In milliseconds. */
const DAY = 86_400_000;

/** The table's name, as the OpenTelemetry Collector's ClickHouse exporter has it by default. */
export const TRACES_TABLE = 'otel_traces';

/** The columns that are written, in the exporter's order. */
export const SPAN_COLUMNS = [
  'Timestamp',
  'TraceId',
  'SpanId',
  'ParentSpanId',
  'TraceState',
  'SpanName',
  'SpanKind',
  'ServiceName',
  'ResourceAttributes',
  'ScopeName',
  'ScopeVersion',
  'SpanAttributes',
  'Duration',
  'StatusCode',
  'StatusMessage',
  'Events.Timestamp',
  'Events.Name',
  'Events.Attributes',
  'Links.TraceId',
  'Links.SpanId',
  'Links.TraceState',
  'Links.Attributes',
] as const;

const attribute = (key: string): string =>
  `if(SpanAttributes['${key}'] != '', SpanAttributes['${key}'], ResourceAttributes['${key}'])`;
const text = (name: string, expression: string): string =>
  `${name} String MATERIALIZED ${expression} CODEC(ZSTD(1))`;
const label = (name: string, key: string): string =>
  `${name} LowCardinality(String) MATERIALIZED toLowCardinality(${attribute(key)}) CODEC(ZSTD(1))`;

const own = (key: string): string => `SpanAttributes['${key}']`;

const OUTCOMES = `'succeeded', 'failed', 'timeout', 'abort'`;

/** What a request of a page's has, and empty for other spans: those of a site's servers may have many values. */
const ofRequest = (expression: string): string =>
  `toLowCardinality(if(${own('sonde.request.outcome')} IN (${OUTCOMES}), ${expression}, ''))`;

/** Method and address without ids, such as `POST https://shop.example/api/cart`: as much of them as is good for a name. */
const REQUEST =
  `leftUTF8(concat(${own('http.request.method')}, ' ', ` +
  `if(${own('url.full')} != '', ${own('url.full')}, ${own('url.template')})), 500)`;

/** The name of the error that a request ended with, else its status code; empty where nobody knows it. */
const ENDING = `leftUTF8(if(${own('error.type')} != '', ${own('error.type')}, ${own('http.response.status_code')}), 100)`;

/** An attribute as a number between two bounds; the lower one where it is none. */
const bounded = (key: string, least: number, most: number): string =>
  `if(isFinite(toFloat64OrZero(${own(key)})), greatest(${least}, least(toFloat64OrZero(${own(key)}), ${most})), ${least})`;

/** Whose a span is, for erasure; its number, with what loss is told apart by; and what metrics ask of requests. */
const DERIVED = [
  text('SessionId', attribute('session.id')),
  text('VisitorId', attribute('app.installation.id')),
  text('Uid', `SpanAttributes['log.record.uid']`),
  label('Release', 'service.version'),
  label('Environment', 'deployment.environment.name'),
  label('Browser', 'user_agent.name'),
  label('Os', 'os.name'),
  label('Device', 'sonde.device.class'),
  `Request LowCardinality(String) MATERIALIZED ${ofRequest(REQUEST)} CODEC(ZSTD(1))`,
  `Outcome LowCardinality(String) MATERIALIZED ${ofRequest(own('sonde.request.outcome'))} CODEC(ZSTD(1))`,
  `Ending LowCardinality(String) MATERIALIZED ${ofRequest(ENDING)} CODEC(ZSTD(1))`,
  `Waiting Float64 MATERIALIZED ${bounded('sonde.request.waiting', 0, DAY)} CODEC(ZSTD(1))`,
  `Weight Float64 MATERIALIZED ${bounded('sonde.weight', 1, MAX_WEIGHT)} CODEC(ZSTD(1))`,
];

/**
 * Makes `otel_traces` in the shape of the exporter's own table, plus the derived columns. The settings are those of
 * `otel_logs`, for the same reasons.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/clickhouseexporter
 */
export const createTracesTable = (retentionDays: number): string => `
CREATE TABLE IF NOT EXISTS ${TRACES_TABLE} (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (
    Timestamp DateTime64(9),
    Name LowCardinality(String),
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(1)),
  Links Nested (
    TraceId String,
    SpanId String,
    TraceState String,
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(1)),
  ${DERIVED.join(',\n  ')},
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
TTL toDateTime(Timestamp) + toIntervalDay(${retentionDays})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1,
  fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  min_free_disk_bytes_to_perform_insert = 67108864`;

/** Adds what a table that somebody else made is missing; undefined where nothing is. */
export const completeTracesTable = (present: ReadonlySet<string>): string | undefined => {
  const missing = DERIVED.filter((column) => !present.has(column.split(' ', 1)[0] as string));
  if (missing.length === 0) return undefined;
  return `ALTER TABLE ${TRACES_TABLE} ${missing.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`;
};
