import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { BoundQuery } from './binding.js';
import { connect, noStore, type StoreLocation } from './connect.js';
import { COUNT_COLUMNS, COUNTS_TABLE, createCountsTable } from './counts.js';
import { DURABLE } from './durable.js';
import { type Erasures, openErasures } from './erasures.js';
import { createEventsView } from './events-view.js';
import { knownSpansQuery } from './known-spans.js';
import { knownUidsQuery } from './known-uids.js';
import { completeLogsTable, createLogsTable, LOG_COLUMNS, LOGS_TABLE } from './logs-table.js';
import { createRequestsView } from './requests-view.js';
import { select } from './select.js';
import { createSpansView } from './spans-view.js';
import type { RecordIdentity, Store } from './store.js';
import { completeTracesTable, createTracesTable, SPAN_COLUMNS, TRACES_TABLE } from './traces-table.js';

/** The engine counts a row's last day in seconds of 32 bits, which end in 2106: with more, it would have passed at once. */
export const MAX_RETENTION_DAYS = 20_000;

/**
 * Questions wait for one another: none may keep the others for longer than a reader waits. Groups that take more memory
 * than so many bytes go to disk, and the question on, at about half the speed.
 */
const BOUNDED: ClickHouseSettings = {
  max_execution_time: 30,
  // Machine code for a question costs 0.3 s when it is asked for the fourth time, and spares a tenth over 600,000 events.
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
  max_bytes_before_external_group_by: '1000000000',
};

/** How the store is kept. */
export interface StoreOptions {
  /** Days after which events are dropped, in a table that this call makes: 1 to 20,000; 395 where left out. */
  readonly retentionDays?: number;
  /** Whether to refuse where nothing is stored yet, instead of making what is missing. False where left out. */
  readonly mustExist?: boolean;
  /** Whether others write the same table, so that readers must expect duplicates. True on a server, where left out. */
  readonly shared?: boolean;
}

const isStore = async (client: ClickHouseClient): Promise<boolean> =>
  (
    await select(
      client,
      'SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
      { table: LOGS_TABLE },
    )
  ).length > 0;

const prepare = async (client: ClickHouseClient, retentionDays: number, shared: boolean): Promise<void> => {
  const complete = async (
    table: string,
    completion: (present: ReadonlySet<string>) => string | undefined,
  ): Promise<void> => {
    const columns = await select<{ name: string }>(
      client,
      'SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
      { table },
    );
    const query = completion(new Set(columns.map(({ name }) => name)));
    if (query !== undefined) await client.command({ query });
  };
  await client.command({ query: createLogsTable(retentionDays) });
  await complete(LOGS_TABLE, completeLogsTable);
  await client.command({ query: createEventsView(shared) });
  await client.command({ query: createTracesTable(retentionDays) });
  await complete(TRACES_TABLE, completeTracesTable);
  await client.command({ query: createSpansView() });
  await client.command({ query: createRequestsView(shared) });
  await client.command({ query: createCountsTable(retentionDays) });
};

/**
 * Opens the store, making the tables and the views over them where they are missing.
 *
 * @throws one sentence, where it cannot be opened.
 * @example const store = await openStore({ path: './sonde-data' });
 */
export const openStore = async (location: StoreLocation, options: StoreOptions = {}): Promise<Store> => {
  const { retentionDays = 395, shared = !('path' in location), mustExist = false } = options;
  if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > MAX_RETENTION_DAYS)
    throw new Error(`Events are kept for 1 to ${MAX_RETENTION_DAYS} whole days, not ${retentionDays}.`);
  const { writer, reader, eraser, prober } = await connect(location, mustExist);
  const close = async (): Promise<void> => {
    await Promise.all([writer.close(), reader.close(), eraser.close(), prober.close()]);
  };
  let erasures: Erasures;
  try {
    if (mustExist && !(await isStore(writer))) throw noStore(location);
    await prepare(writer, retentionDays, shared);
    erasures = await openErasures(eraser, shared);
  } catch (cause) {
    await close();
    throw cause;
  }
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;
  const run = async <Result>(statement: () => Promise<Result>): Promise<Result> => {
    if (closing) throw new Error('The store is closed.');
    const result = statement();
    underWay.add(result);
    return result.finally(() => underWay.delete(result));
  };
  const insert = (table: string, columns: readonly string[], rows: readonly object[]): Promise<void> =>
    run(async () => {
      if (rows.length === 0) return;
      await writer.insert({
        table,
        columns: [...columns] as [string, ...string[]],
        values: rows,
        format: 'JSONEachRow',
        clickhouse_settings: DURABLE,
      });
    });
  const known =
    (queryOf: (records: readonly RecordIdentity[]) => BoundQuery): Store['knownUids'] =>
    (records) =>
      run(async () => {
        if (records.length === 0) return new Set<string>();
        const { sql, bindings } = queryOf(records);
        const rows = await select<{ Uid: string }>(writer, sql, bindings);
        return new Set(rows.map(({ Uid }) => Uid));
      });
  return {
    shared,
    erasures: {
      bury: (ids) => run(() => erasures.bury(ids)),
      buried: (ids) => run(() => erasures.buried(ids)),
      sessionsOf: (visitors) => run(() => erasures.sessionsOf(visitors)),
      remove: (ids) => run(() => erasures.remove(ids)),
      unfinished: () => run(() => erasures.unfinished()),
    },
    query: (sql, bindings) => run(() => select(reader, sql, bindings, BOUNDED)),
    ping: () => run(async () => void (await select(prober, 'SELECT 1'))),
    insert: (rows) => insert(LOGS_TABLE, LOG_COLUMNS, rows),
    knownUids: known(knownUidsQuery),
    addCounts: (rows) => insert(COUNTS_TABLE, COUNT_COLUMNS, rows),
    spans: {
      insert: (rows) => insert(TRACES_TABLE, SPAN_COLUMNS, rows),
      knownUids: known(knownSpansQuery),
    },
    // The embedded engine must not be closed under a statement.
    close: () => (closing ??= Promise.allSettled(underWay).then(close)),
  };
};
