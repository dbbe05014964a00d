import type { ClickHouseSettings } from '@clickhouse/client';

/** Recent engines gather inserts in memory by default, which is done here already and to a better end. */
export const DURABLE: ClickHouseSettings = { async_insert: 0 };
