/** The table of what is counted by the hour, and not by event. */
export const COUNTS_TABLE = 'sonde_counts';

/** A number of things of one kind in one hour. */
export interface CountRow {
  /** Seconds since 1970, at the hour's start. */
  readonly Hour: number;
  /** What is counted: `scrub`, `load`, `erased`. */
  readonly Kind: string;
  readonly ServiceName: string;
  readonly Release: string;
  /** The rule that found something, the class of browser, or empty. */
  readonly Name: string;
  readonly Count: number;
}

export const COUNT_COLUMNS = ['Hour', 'Kind', 'ServiceName', 'Release', 'Name', 'Count'] as const;

/**
 * Makes the table. Rows of the same hour and names are added up in the background; readers add up what is not yet.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/mergetree-family/summingmergetree
 */
export const createCountsTable = (retentionDays: number): string => `
CREATE TABLE IF NOT EXISTS ${COUNTS_TABLE} (
  Hour DateTime CODEC(Delta(4), ZSTD(1)),
  Kind LowCardinality(String),
  ServiceName LowCardinality(String),
  Release LowCardinality(String),
  Name LowCardinality(String),
  Count UInt64 CODEC(ZSTD(1))
)
ENGINE = SummingMergeTree(Count)
PARTITION BY toYYYYMM(Hour)
ORDER BY (Kind, Hour, ServiceName, Release, Name)
TTL Hour + toIntervalDay(${retentionDays})
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;
