import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../../src/collector/index.js';
import { campaigns } from '../../../src/collector/metrics/campaigns.js';
import { exceptions } from '../../../src/collector/metrics/exceptions.js';
import { vitals } from '../../../src/collector/metrics/vitals.js';
import { knownUidsQuery } from '../../../src/collector/store/known-uids.js';
import { LOG_COLUMNS } from '../../../src/collector/store/logs-table.js';
import { isRowsRefused } from '../../../src/collector/store/refused-rows.js';
import type { LogRow } from '../../../src/collector/store/store.js';
import { logRow } from '../support/log-row.js';
import { temporaryFolder } from '../support/start.js';

const open = async (path: string, options?: StoreOptions): Promise<Store> => {
  const store = await openStore({ path }, options);
  onTestFinished(() => store.close());
  return store;
};

/** The same for all rows of a run: copies of a record share it. */
const SECONDS = Math.floor(Date.now() / 1000);

const row = (uid: string, more: Partial<LogRow> = {}): LogRow =>
  logRow({
    Timestamp: `${SECONDS}.000000001`,
    LogAttributes: uid === '' ? {} : { 'log.record.uid': uid },
    ...more,
  });

/** The statements by which a table of the OpenTelemetry Collector's exporter comes to be, then what it inserts. */
const asExporter = async (path: string, statements: readonly string[]): Promise<void> => {
  const client = createClient({ connection: createChdbConnection({ path }) as never });
  for (const query of statements) await client.command({ query });
  await client.close();
};

/** v0.162.0 of the exporter: https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/v0.162.0/exporter/clickhouseexporter */
const CURRENT_TABLE = `CREATE TABLE otel_logs (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String, SpanId String, TraceFlags UInt8,
  SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String,
  ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),
  ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String),
  ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String),
  EventName String,
  \`__otel_materialized_k8s.pod.name\` LowCardinality(String) MATERIALIZED ResourceAttributes['k8s.pod.name'],
  INDEX idx_log_attr_key mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)`;

/** v0.110: no EventName, another order, TimestampTime. */
const OLDER_TABLE = `CREATE TABLE otel_logs (
  Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String, SpanId String,
  TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String),
  Body String, ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),
  ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String),
  ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String)
) ENGINE = MergeTree PARTITION BY toDate(TimestampTime)
PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)`;

const exporterInsert = (columns: string, values: string): string =>
  `INSERT INTO otel_logs (Timestamp, ServiceName, ResourceAttributes, LogAttributes${columns}) VALUES ${values}`;

test('the table has the columns of the exporter, in its order, and what makes an insert durable', async () => {
  const store = await open(await temporaryFolder());
  const columns = await store.query<{ name: string; default_kind: string }>(
    `SELECT name, default_kind FROM system.columns WHERE table = 'otel_logs' ORDER BY position`,
  );
  const written = columns
    .filter(({ default_kind }) => default_kind !== 'MATERIALIZED')
    .map(({ name }) => name);
  expect(written).toEqual([...LOG_COLUMNS]);
  const [table] = await store.query<{ made: string }>(
    `SELECT create_table_query AS made FROM system.tables WHERE name = 'otel_logs'`,
  );
  for (const setting of [
    'fsync_after_insert = 1',
    'fsync_part_directory = 1',
    'min_rows_to_fsync_after_merge = 1',
  ]) {
    expect(table?.made).toContain(setting);
  }
  expect(table?.made).toContain('toIntervalDay(395)');
});

test.each([
  ['today', CURRENT_TABLE, `, EventName`, `, 'click'`, {}],
  ['years ago', OLDER_TABLE, '', '', { 'event.name': 'click' }],
])(
  'a table that an OpenTelemetry Collector made %s is read, completed and written',
  async (_age, table, columns, name, more) => {
    const path = await temporaryFolder();
    const attributes = {
      'log.record.uid': 'aaaaaaaaaaaaaaaaaaaaaaaa-4',
      'session.id': 'of the record',
      ...more,
    };
    const map = (object: object): string =>
      `map(${Object.entries(object)
        .flat()
        .map((text) => `'${text}'`)
        .join(', ')})`;
    const resource = map({ 'session.id': 'of the resource', 'service.version': '2.0' });
    await asExporter(path, [
      table,
      exporterInsert(columns, `(now64(9), 'shop', ${resource}, ${map(attributes)}${name})`),
    ]);
    const store = await open(path);
    await store.insert([
      row('aaaaaaaaaaaaaaaaaaaaaaaa-5', { ResourceAttributes: { 'session.id': 'of the resource' } }),
    ]);
    expect(
      await store.query(
        'SELECT EventName, Number, Stream, SessionId, Release, Weight FROM sonde_events ORDER BY Number',
      ),
    ).toEqual([
      {
        EventName: 'click',
        Number: 4,
        Stream: 'a'.repeat(24),
        SessionId: 'of the record',
        Release: '2.0',
        Weight: 1,
      },
      {
        EventName: 'click',
        Number: 5,
        Stream: 'a'.repeat(24),
        SessionId: 'of the resource',
        Release: '',
        Weight: 1,
      },
    ]);
    const known = await store.knownUids(
      [4, 5, 6].map((number) => ({
        uid: `aaaaaaaaaaaaaaaaaaaaaaaa-${number}`,
        recordedAt: Date.now() - 30_000,
      })),
    );
    expect(known).toEqual(new Set());
    await store.close();
    // The exporter goes on writing to the completed table.
    await asExporter(path, [exporterInsert('', `(now64(9), 'shop', ${resource}, ${map(attributes)})`)]);
  },
);

test('knows a uid by the time it was recorded, whatever it was filed under', async () => {
  const store = await open(await temporaryFolder());
  const second = SECONDS * 1000;
  const recordedAt = second + 3 * 86_400_000;
  await store.insert([
    row('a'),
    row('b', { LogAttributes: { 'log.record.uid': 'b', 'sonde.time.recorded': `${recordedAt}123456` } }),
    row('c', { LogAttributes: { 'log.record.uid': 'c', 'sonde.time.recorded': '0' } }),
  ]);
  const moments = { a: second, b: recordedAt, c: 0, d: second };
  const records = Object.entries(moments).map(([uid, time]) => ({ uid, recordedAt: time }));
  expect(await store.knownUids(records)).toEqual(new Set(['a', 'b', 'c']));
});

test('the look-up reads a small part of a large table', async () => {
  const path = await temporaryFolder();
  const store = await open(path);
  await store.close();
  await asExporter(path, [
    `INSERT INTO otel_logs (Timestamp, LogAttributes) SELECT now64(9) - toIntervalSecond(number),
       map('log.record.uid', toString(number)) FROM numbers(500000)`,
    'OPTIMIZE TABLE otel_logs FINAL',
  ]);
  const again = await open(path);
  const now = Date.now();
  const { sql, bindings } = knownUidsQuery(
    [0, 1000, 86_400].map((age) => ({ uid: String(age), recordedAt: now - age * 1000 })),
  );
  const plan = await again.query<{ explain: string }>(
    `EXPLAIN indexes = 1, projections = 0 ${sql}`,
    bindings,
  );
  const text = plan.map(({ explain }) => explain).join('\n');
  const [, all] = /Granules: \d+\/(\d+)/.exec(text) ?? [];
  const [, read] = /idx_recorded_time[\s\S]*?Granules: (\d+)\//.exec(text) ?? [];
  expect(Number(all)).toBeGreaterThan(50);
  expect(Number(read)).toBeLessThan(6);
});

test('rows from before a column was there are grouped and attributed as those that came since', async () => {
  const path = await temporaryFolder();
  const before = await open(path);
  const of = (session: string, EventName: string, LogAttributes: Record<string, string> = {}): LogRow =>
    row('', { ResourceAttributes: { 'session.id': session }, EventName, LogAttributes });
  await before.insert(
    ['one', 'two'].flatMap((name) => [
      of(name, 'exception', { 'exception.type': name }),
      of(name, 'page_view', { 'url.full': `https://a.example/?utm_source=${name}` }),
      of(name, 'click'),
      of(name, 'browser.web_vital', {
        'browser.web_vital.name': 'INP',
        'browser.web_vital.id': name,
        'url.full': `https://a.example/${name}/17`,
      }),
      of(name, 'browser.web_vital', {
        'browser.web_vital.name': 'INP',
        'browser.web_vital.id': `${name}, later`,
        'browser.web_vital.navigation_type': 'soft-navigation',
        'url.full': `https://a.example/${name}/route`,
      }),
    ]),
  );
  await before.close();
  const columns = [
    'Fingerprint',
    'VitalPage',
    'VitalOfRoute',
    'EngagedTime',
    'CampaignSource',
    'CampaignMedium',
    'CampaignName',
  ];
  await asExporter(path, [
    `ALTER TABLE otel_logs ${columns.map((name) => `DROP COLUMN ${name}`).join(', ')}`,
  ]);
  const store = await open(path);
  const range = { from: (SECONDS - 60) * 1000, to: (SECONDS + 60) * 1000 };
  const { groups } = await exceptions(store, {}, { ...range, step: 60_000, buckets: 2 });
  expect(groups.map(({ type, count }) => [type, count]).sort()).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
  expect((await vitals(store, range, 'page')).map(({ key }) => key)).toEqual(['/one/:id', '/two/:id']);
  const routes = await vitals(store, range, 'page', 'routes');
  expect(routes.map(({ key }) => key)).toEqual(['/one/route', '/two/route']);
  const came = await campaigns(store, range);
  expect(came.campaigns.map(({ source, sessions }) => [source, sessions])).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
});

test('readers of a shared table ask for one kind of events before they look for copies', async () => {
  const store = await open(await temporaryFolder(), { shared: true });
  await store.insert([row('a'), row('a'), row('b', { EventName: 'exception' })]);
  const plan = await store.query<{ explain: string }>(
    `EXPLAIN actions = 1 SELECT SessionId FROM sonde_events WHERE EventName = 'exception'`,
  );
  const text = plan.map(({ explain }) => explain).join('\n');
  expect(text.lastIndexOf(`'exception'`)).toBeGreaterThan(text.indexOf('LimitBy'));
  expect(text.indexOf('LimitBy')).toBeGreaterThan(0);
});

test('readers of a shared table see one of each, and all that have no uid', async () => {
  const path = await temporaryFolder();
  const alone = await open(path);
  await alone.insert([row('a'), row('b'), row(''), row('')]);
  await alone.insert([row('a'), row('b'), row('')]);
  const count = 'SELECT Uid, count() AS events FROM sonde_events GROUP BY Uid ORDER BY Uid';
  expect(await alone.query(count)).toEqual([
    { Uid: '', events: 3 },
    { Uid: 'a', events: 2 },
    { Uid: 'b', events: 2 },
  ]);
  await alone.close();
  const shared = await open(path, { shared: true });
  expect(await shared.query(count)).toEqual([
    { Uid: '', events: 3 },
    { Uid: 'a', events: 1 },
    { Uid: 'b', events: 1 },
  ]);
  const plan = await shared.query<{ explain: string }>(
    'EXPLAIN indexes = 1 SELECT count() FROM sonde_events WHERE Timestamp > now() + toIntervalDay(1)',
  );
  expect(plan.map(({ explain }) => explain).join('\n')).toMatch(/Parts: 0\/\d/);
});

test('values are bound, never part of the statement', async () => {
  const store = await open(await temporaryFolder());
  const hostile = `'; DROP TABLE otel_logs; -- \\'\n`;
  expect(
    await store.query(
      'SELECT {text:String} AS text, {list:Array(String)} AS list, {number:Int64} AS number',
      {
        text: hostile,
        list: [hostile, '漢'],
        number: 9_007_199_254_740_991,
      },
    ),
  ).toEqual([{ text: hostile, list: [hostile, '漢'], number: 9_007_199_254_740_991 }]);
});

test('a slow query holds up no insert', async () => {
  const store = await open(await temporaryFolder());
  let slow = true;
  const query = store.query('SELECT sum(sipHash64(number)) FROM numbers(60000000)').then(() => {
    slow = false;
  });
  await store.insert([row('a')]);
  expect(slow).toBe(true);
  await query;
});

test('a row that the engine will never take is told from a store that fails', async () => {
  const store = await open(await temporaryFolder());
  const refused = await store.insert([row('a', { Timestamp: 'yesterday' })]).catch((error: unknown) => error);
  expect(isRowsRefused(refused)).toBe(true);
  await store.close();
  const closed = await store.insert([row('a')]).catch((error: unknown) => error);
  expect(closed).toEqual(new Error('The store is closed.'));
  expect(isRowsRefused(closed)).toBe(false);
});

test('closing waits for what is under way', async () => {
  const store = await open(await temporaryFolder());
  const query = store.query('SELECT sum(number) AS total FROM numbers(30000000)');
  const insert = store.insert([row('a')]);
  await store.close();
  await expect(query).resolves.toHaveLength(1);
  await expect(insert).resolves.toBeUndefined();
});

test('a folder that cannot be, and a second folder in one process, are told in a sentence', async () => {
  await expect(openStore({ path: '/dev/null/data' })).rejects.toThrow(
    /^The data folder \/dev\/null\/data cannot be written/,
  );
  await open(await temporaryFolder());
  await expect(openStore({ path: await temporaryFolder() })).rejects.toThrow(/one process can open one/);
  await expect(openStore({ url: 'http://127.0.0.1:9' })).rejects.toThrow(
    'No ClickHouse server answers at 127.0.0.1:9 (ECONNREFUSED): start it, or give another address.',
  );
});

test('events are kept for as many days as the engine can count, and no fewer than one', async () => {
  const path = await temporaryFolder();
  for (const retentionDays of [0, 20_001, 36_500, 1.5, Number.NaN])
    await expect(openStore({ path }, { retentionDays })).rejects.toThrow(
      `Events are kept for 1 to 20000 whole days, not ${retentionDays}.`,
    );
  const store = await open(path, { retentionDays: 20_000 });
  await store.insert([row('a')]);
  await store.query('OPTIMIZE TABLE otel_logs FINAL');
  expect(await store.query('SELECT count() AS rows FROM otel_logs')).toEqual([{ rows: 1 }]);
});
