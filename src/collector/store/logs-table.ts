import { derivedColumns } from './derived-columns.js';

/** The table's name, as the OpenTelemetry Collector's ClickHouse exporter has it by default. */
export const LOGS_TABLE = 'otel_logs';

/** The columns that are written, in the exporter's order. */
export const LOG_COLUMNS = [
  'Timestamp',
  'TraceId',
  'SpanId',
  'TraceFlags',
  'SeverityText',
  'SeverityNumber',
  'ServiceName',
  'Body',
  'ResourceSchemaUrl',
  'ResourceAttributes',
  'ScopeSchemaUrl',
  'ScopeName',
  'ScopeVersion',
  'ScopeAttributes',
  'LogAttributes',
  'EventName',
] as const;

/** Older exporters wrote tables without it, and the name as an attribute. */
const EVENT_NAME = `EventName String DEFAULT LogAttributes['event.name'] CODEC(ZSTD(1))`;

/** Lets the look-up for duplicates skip what was recorded at another time, whatever was done to the Timestamp. */
const RECORDED_TIME_INDEX = 'idx_recorded_time RecordedTime TYPE minmax GRANULARITY 1';

const derived = (): string[] =>
  derivedColumns.map(
    ({ name, type, expression, codec = 'ZSTD(1)' }) =>
      `${name} ${type} MATERIALIZED ${expression} CODEC(${codec})`,
  );

/**
 * Makes `otel_logs` in the shape of the exporter's own table, plus the derived columns. No bloom filters on the
 * attribute maps: nothing here searches by them, and they cost more to write than the rows.
 *
 * The fsync settings are what makes an insert durable when it returns: the engine otherwise leaves new parts to the
 * page cache, and drops the parts it merged before the merged one is on disk. The free space that an insert leaves
 * alone is what merges need to make room again on a full disk.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/clickhouseexporter
 * @see https://clickhouse.com/docs/operations/settings/merge-tree-settings
 */
export const createLogsTable = (retentionDays: number): string => `
CREATE TABLE IF NOT EXISTS ${LOGS_TABLE} (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  TraceFlags UInt8,
  SeverityText LowCardinality(String) CODEC(ZSTD(1)),
  SeverityNumber UInt8,
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ${EVENT_NAME},
  ${derived().join(',\n  ')},
  INDEX ${RECORDED_TIME_INDEX}
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)
TTL toDateTime(Timestamp) + toIntervalDay(${retentionDays})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1,
  fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  min_free_disk_bytes_to_perform_insert = 67108864`;

/**
 * Adds what a table that somebody else made is missing; undefined where nothing is. Rows already there are left as they
 * are: the engine computes a MATERIALIZED column for them when it is read.
 */
export const completeLogsTable = (present: ReadonlySet<string>): string | undefined => {
  const missing = [EVENT_NAME, ...derived()].filter(
    (column) => !present.has(column.split(' ', 1)[0] as string),
  );
  if (missing.length === 0) return undefined;
  const additions = missing.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`);
  return `ALTER TABLE ${LOGS_TABLE} ${additions.join(', ')}, ADD INDEX IF NOT EXISTS ${RECORDED_TIME_INDEX}`;
};
