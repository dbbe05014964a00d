import { createHash } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { DURABLE } from './durable.js';
import { createErasedHashes } from './erased-hashes.js';
import { LOGS_TABLE } from './logs-table.js';
import { select } from './select.js';
import { TRACES_TABLE } from './traces-table.js';

/** Whose rows are to go: 32 hexadecimal digits each. */
export interface ErasedIds {
  /** Of visitors (`app.installation.id`). The sessions that they are known to have had go, too. */
  readonly visitors: readonly string[];
  /** Of sessions (`session.id`). */
  readonly sessions: readonly string[];
}

/** Rows of one visitor in one session, either of which may be empty, that were deleted. */
export interface RemovedRows {
  readonly visitor: string;
  readonly session: string;
  readonly rows: number;
}

/** Erases, and remembers what was erased. */
export interface Erasures {
  /** Makes durable that nothing of these ids is to be stored from now on. Safe to repeat. */
  bury(ids: readonly string[]): Promise<void>;
  /** Which of these ids were buried. */
  buried(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The sessions in which these visitors are known. */
  sessionsOf(visitors: readonly string[]): Promise<string[]>;
  /** Deletes the rows of ids that were buried; resolves when they are gone for good, with what there was. */
  remove(ids: ErasedIds): Promise<RemovedRows[]>;
  /** Of whom something was left when the store was opened, since their erasure was cut short. */
  unfinished(): Promise<ErasedIds>;
}

const TABLE = 'sonde_erasures';

/**
 * What was made before an erasure comes at most eight days late, and a clock set right in between can add as much again;
 * as long again is kept to spare. After it nothing tells that the visitor ever was.
 */
const KEPT_DAYS = 32;
const DAY = 86_400_000;

const CREATE = `
CREATE TABLE IF NOT EXISTS ${TABLE} (
  Hash String CODEC(ZSTD(1)),
  State Enum8('asked' = 1, 'done' = 2),
  Time DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY Hash
TTL Time + toIntervalDay(${KEPT_DAYS})
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1`;

/** An id is random in 128 bits: nobody guesses it from its hash, and the hash is good for nothing but this. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');

/** The tables whose rows name a session and a visitor, in columns of these names. */
const TABLES: readonly string[] = [LOGS_TABLE, TRACES_TABLE];

const WHOSE = '(VisitorId IN {visitors:Array(String)} OR SessionId IN {sessions:Array(String)})';

/**
 * Opens what is kept of erasures. Where others write the same tables, each question goes to the engine; else the hashes
 * are held in memory, some 100 bytes each.
 *
 * Rows are deleted by a mutation that rewrites the parts they are in, not by a mask over them, which may leave them on
 * disk for as long as the partition lives. The engine unlinks the old parts within some minutes.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/alter/delete
 */
export const openErasures = async (client: ClickHouseClient, shared: boolean): Promise<Erasures> => {
  await client.command({ query: CREATE });
  const write = (hashes: readonly string[], State: 'asked' | 'done'): Promise<unknown> =>
    client.insert({
      table: TABLE,
      columns: ['Hash', 'State'],
      values: hashes.map((Hash) => ({ Hash, State })),
      format: 'JSONEachRow',
      clickhouse_settings: DURABLE,
    });
  const rows = await select<{ Hash: string; asked: number; time: number }>(
    client,
    `SELECT Hash, max(State) = 'asked' AS asked, toUnixTimestamp(max(Time)) * 1000 AS time FROM ${TABLE}
     WHERE Time > now() - toIntervalDay(${KEPT_DAYS}) GROUP BY Hash ${shared ? 'HAVING asked' : ''} ORDER BY time`,
  );
  const open = rows.filter(({ asked }) => asked).map(({ Hash }) => Hash);
  const remembered = createErasedHashes(KEPT_DAYS * DAY);
  if (!shared) for (const { Hash, time } of rows) remembered.add(Hash, time);

  const removeFrom = async (table: string, ids: ErasedIds): Promise<RemovedRows[]> => {
    // Most who ask have sent nothing: a look costs a hundredth of what a mutation does.
    const found = await select<RemovedRows & { first: number; last: number }>(
      client,
      `SELECT VisitorId AS visitor, SessionId AS session, count() AS rows,
         toUnixTimestamp64Milli(min(Timestamp)) AS first, toUnixTimestamp64Milli(max(Timestamp)) AS last
       FROM ${table} WHERE ${WHOSE} GROUP BY visitor, session`,
      { ...ids },
    );
    if (found.length === 0) return [];
    const first = found.reduce((least, one) => Math.min(least, one.first), Number.POSITIVE_INFINITY);
    const last = found.reduce((most, one) => Math.max(most, one.last), Number.NEGATIVE_INFINITY);
    // As a query, since commands have their parameters in the address, whatever their length.
    const result = await client.query({
      query: `ALTER TABLE ${table} DELETE WHERE Timestamp >= fromUnixTimestamp64Milli({first:Int64})
        AND Timestamp < fromUnixTimestamp64Milli({end:Int64}) AND ${WHOSE}`,
      query_params: { ...ids, first, end: last + 1 },
      // On all replicas, too.
      clickhouse_settings: { mutations_sync: '2' },
      format: 'JSONEachRow',
    });
    await result.text();
    return found;
  };

  const sessionsOf = async (visitors: readonly string[]): Promise<string[]> => {
    if (visitors.length === 0) return [];
    const found = await Promise.all(
      TABLES.map((table) =>
        select<{ SessionId: string }>(
          client,
          `SELECT DISTINCT SessionId FROM ${table} WHERE SessionId != '' AND VisitorId IN {visitors:Array(String)}`,
          { visitors },
        ),
      ),
    );
    return [...new Set(found.flat().map(({ SessionId }) => SessionId))];
  };

  /** Those of some hashes that are of ids in a column: each id is hashed. */
  const idsOf = async (column: 'VisitorId' | 'SessionId', hashes: readonly string[]): Promise<string[]> => {
    const found = await Promise.all(
      TABLES.map((table) =>
        select<{ id: string }>(
          client,
          `SELECT DISTINCT ${column} AS id FROM ${table}
           WHERE ${column} != '' AND lower(hex(SHA256(${column}))) IN {hashes:Array(String)}`,
          { hashes },
        ),
      ),
    );
    return [...new Set(found.flat().map(({ id }) => id))];
  };

  return {
    async bury(ids) {
      if (ids.length === 0) return;
      const hashes = ids.map(hashOf);
      // Before it is durable: what comes meanwhile must not slip in behind it.
      if (!shared) for (const hash of hashes) remembered.add(hash);
      await write(hashes, 'asked');
    },
    async buried(ids) {
      if (ids.length === 0 || (!shared && remembered.isEmpty())) return new Set();
      const hashes = new Map(ids.map((id) => [hashOf(id), id]));
      const known = shared
        ? (
            await select<{ Hash: string }>(
              client,
              `SELECT DISTINCT Hash FROM ${TABLE} WHERE Hash IN {hashes:Array(String)}`,
              { hashes: [...hashes.keys()] },
            )
          ).map(({ Hash }) => Hash)
        : [...hashes.keys()].filter((hash) => remembered.has(hash));
      return new Set(known.map((hash) => hashes.get(hash) as string));
    },
    sessionsOf,
    async remove({ visitors, sessions }) {
      if (visitors.length + sessions.length === 0) return [];
      const removed: RemovedRows[] = [];
      for (const table of TABLES) removed.push(...(await removeFrom(table, { visitors, sessions })));
      await write([...visitors, ...sessions].map(hashOf), 'done');
      return removed;
    },
    async unfinished() {
      if (open.length === 0) return { visitors: [], sessions: [] };
      const visitors = await idsOf('VisitorId', open);
      const sessions = await idsOf('SessionId', open);
      const left = new Set([...visitors, ...sessions].map(hashOf));
      // Cut short behind the last deletion: there is nothing to do, and the next start need not look.
      const gone = open.filter((hash) => !left.has(hash));
      if (gone.length > 0) await write(gone, 'done');
      return { visitors, sessions };
    },
  };
};
