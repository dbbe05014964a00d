import type { ClickHouseClient } from '@clickhouse/client';
import { connect, type StoreLocation } from './connect.js';
import { createEventsView } from './events-view.js';
import { completeLogsTable, createLogsTable, LOG_COLUMNS, LOGS_TABLE } from './logs-table.js';
import type { Binding, RecordIdentity, Store } from './store.js';

/** How the store is kept. */
export interface StoreOptions {
  /** Days after which events are dropped, in a table that this call makes. 395 where left out. */
  readonly retentionDays?: number;
  /** Whether others write the same table, so that readers must expect duplicates. True on a server, where left out. */
  readonly shared?: boolean;
}

const select = async <Row>(
  client: ClickHouseClient,
  query: string,
  query_params: Readonly<Record<string, Binding>> = {},
): Promise<Row[]> => (await client.query({ query, query_params, format: 'JSONEachRow' })).json<Row>();

const prepare = async (client: ClickHouseClient, retentionDays: number, shared: boolean): Promise<void> => {
  await client.command({ query: createLogsTable(retentionDays) });
  const columns = await select<{ name: string }>(
    client,
    'SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table: LOGS_TABLE },
  );
  const completion = completeLogsTable(new Set(columns.map(({ name }) => name)));
  if (completion !== undefined) await client.command({ query: completion });
  await client.command({ query: createEventsView(shared) });
};

/**
 * Opens the store, making the table `otel_logs` and the view `sonde_events` where they are missing.
 *
 * @example const store = await openStore({ path: './sonde-data' });
 */
export const openStore = async (location: StoreLocation, options: StoreOptions = {}): Promise<Store> => {
  const { retentionDays = 395, shared = !('path' in location) } = options;
  const { writer, reader } = await connect(location);
  await prepare(writer, retentionDays, shared);
  let closed: Promise<void> | undefined;
  return {
    query: (sql, bindings) => select(reader, sql, bindings),
    async insert(rows) {
      if (rows.length === 0) return;
      await writer.insert({
        table: LOGS_TABLE,
        columns: [...LOG_COLUMNS],
        values: rows,
        format: 'JSONEachRow',
        // Recent engines gather inserts in memory by default: an answer would come late, and in fewer words.
        clickhouse_settings: { async_insert: 0 },
      });
    },
    async knownUids(records: readonly RecordIdentity[]) {
      if (records.length === 0) return new Set<string>();
      const rows = await select<{ Uid: string }>(
        writer,
        `SELECT DISTINCT Uid FROM ${LOGS_TABLE} WHERE Uid IN {uids:Array(String)}`,
        { uids: records.map(({ uid }) => uid) },
      );
      return new Set(rows.map(({ Uid }) => Uid));
    },
    close: () => (closed ??= Promise.all([writer.close(), reader.close()]).then(() => undefined)),
  };
};
