import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { Binding } from './binding.js';

/** Runs a query and reads its rows; values are bound, never joined into the text. */
export const select = async <Row>(
  client: ClickHouseClient,
  query: string,
  query_params: Readonly<Record<string, Binding>> = {},
  clickhouse_settings: ClickHouseSettings = {},
): Promise<Row[]> =>
  (await client.query({ query, query_params, format: 'JSONEachRow', clickhouse_settings })).json<Row>();
