import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/collector/index.js';
import { eventually } from '../helpers/eventually.js';
import { startClickHouseServer } from './support/clickhouse-server.js';
import { bundleCommand, runCommand } from './support/command.js';
import { logRow } from './support/log-row.js';
import { batch, newStream, record, run } from './support/otlp.js';
import {
  type Answer,
  post,
  type RunningCollector,
  startCollector,
  temporaryFolder,
} from './support/start.js';

const DAY = 86_400_000;

let command: Awaited<ReturnType<typeof bundleCommand>>;
beforeAll(async () => {
  command = await bundleCommand();
});
afterAll(() => command.remove());

const newId = (): string => randomBytes(16).toString('hex');
const ANN = newId();
const BEN = newId();

const erase = async (url: string, body: unknown, type = 'application/json'): Promise<Answer> => {
  const response = await fetch(`${url}/v1/erase`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

/** A batch as the SDK sends it: events of diagnostics name no visitor. */
const of = (session: string, visitor: string | undefined, records: readonly unknown[]): string =>
  batch(records, {
    resource: { 'session.id': session, ...(visitor && { 'app.installation.id': visitor }) },
  });

const rowsOf = async (collector: Pick<RunningCollector, 'store'>): Promise<Record<string, number>> => {
  const rows = await collector.store.query<{ whose: string; events: number }>(
    `SELECT if(VisitorId != '', VisitorId, SessionId) AS whose, count() AS events FROM otel_logs GROUP BY whose`,
  );
  return Object.fromEntries(rows.map(({ whose, events }) => [whose, events]));
};

/** What was begun is noted as done. */
const untilNoneIsOpen = (collector: Pick<RunningCollector, 'store'>) =>
  eventually(
    () =>
      collector.store.query<{ asked: number }>(
        `SELECT count() AS asked FROM (SELECT Hash FROM sonde_erasures GROUP BY Hash HAVING max(State) = 'asked')`,
      ),
    ([open]) => open?.asked === 0,
    'every erasure that was begun to be finished',
  );

test('a visitor is erased with all sessions, what comes late is acknowledged and not stored', async () => {
  const path = await temporaryFolder();
  const first = await startCollector({ location: { path } });
  const [one, two, other, alone] = [newId(), newId(), newId(), newId()] as [string, string, string, string];
  const stream = newStream();
  const days = [0, 2, 5].map((day) => record(`${stream}-${day + 1}`, { time: Date.now() - day * DAY }));
  await first.send(of(one, ANN, days));
  await first.send(of(one, undefined, run(newStream(), 1, 2)));
  await first.send(of(two, ANN, run(newStream(), 1, 4)));
  await first.send(of(other, BEN, run(newStream(), 1, 3)));
  await first.send(of(alone, undefined, run(newStream(), 1, 2)));
  expect(await rowsOf(first)).toEqual({ [ANN]: 7, [one]: 2, [BEN]: 3, [alone]: 2 });

  const [byAnn, byNobody] = await Promise.all([
    erase(first.url, { 'app.installation.id': ANN }),
    erase(first.url, { 'app.installation.id': newId() }),
  ]);
  expect([byAnn, byNobody]).toMatchObject([
    { status: 200, body: { erased: 9 } },
    { status: 200, body: { erased: 0 } },
  ]);
  expect(await erase(first.url, { 'app.installation.id': ANN })).toMatchObject({ body: { erased: 0 } });
  expect(await rowsOf(first)).toEqual({ [BEN]: 3, [alone]: 2 });
  expect(
    await erase(first.url, JSON.stringify({ 'session.id': alone.toUpperCase() }), 'text/plain'),
  ).toMatchObject({ status: 200, body: { erased: 2 } });
  expect(await rowsOf(first)).toEqual({ [BEN]: 3 });

  const late = [
    of(one, ANN, days),
    of(one, ANN, run(newStream(), 1, 2)),
    of(two, undefined, run(newStream(), 1, 2)),
    of(alone, undefined, run(newStream(), 1, 2)),
  ];
  for (const body of late) expect(await first.send(body)).toMatchObject({ status: 200, body: {} });
  expect(await rowsOf(first)).toEqual({ [BEN]: 3 });
  // The id itself is in no table any more.
  const kept = await first.store.query<{ Hash: string }>('SELECT Hash FROM sonde_erasures');
  expect(new Set(kept.map(({ Hash }) => Hash)).size).toBe(5);
  expect(JSON.stringify(kept)).not.toContain(ANN);
  await first.close();

  const second = await startCollector({ location: { path } });
  for (const body of late) expect(await second.send(body)).toMatchObject({ status: 200, body: {} });
  await second.send(of(newId(), newId(), run(newStream(), 1, 1)));
  expect(Object.values(await rowsOf(second)).sort()).toEqual([1, 3]);
});

test('who is not named rightly is refused in one sentence', async () => {
  const collector = await startCollector();
  const refused: readonly (readonly [unknown, string])[] = [
    ['{', 'The body is not JSON.'],
    ['[]', 'The body is not a JSON object.'],
    [{}, 'Nobody is named: give app.installation.id, session.id, or both.'],
    [{ 'session.id': 'abc' }, 'session.id must be 32 hexadecimal digits.'],
    [{ 'app.installation.id': '%'.repeat(32) }, 'app.installation.id must be 32 hexadecimal digits.'],
    [{ 'session.id': [newId()] }, 'session.id must be 32 hexadecimal digits.'],
  ];
  for (const [body, message] of refused)
    expect(await erase(collector.url, body)).toMatchObject({ status: 400, body: { message } });
});

test('any origin may ask, and a flood is told to come back', async () => {
  const collector = await startCollector({ limits: { requestsPerSecond: 0.1, burst: 2 } });
  const preflight = await fetch(`${collector.url}/v1/erase`, { method: 'OPTIONS' });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  const answers = [];
  for (let index = 0; index < 3; index += 1) answers.push(await erase(collector.url, { 'session.id': ANN }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
});

test('whatever comes while it is erased: nothing of the visitor is left, nobody else loses anything', async () => {
  const collector = await startCollector();
  const session = newId();
  let sending = true;
  let [others, late] = [0, 0];
  const sender = async (visitor: string, own: string): Promise<void> => {
    while (sending) {
      const { status } = await collector.send(of(own, visitor, run(newStream(), 1, 3)));
      expect(status).toBe(200);
      if (visitor === BEN) others += 3;
      else late += 1;
    }
  };
  const senders = [
    sender(ANN, session),
    sender(ANN, newId()),
    sender('', session),
    sender(BEN, newId()),
    sender(BEN, newId()),
  ];
  await eventually(
    () => rowsOf(collector),
    (rows) => [ANN, BEN, session].every((whose) => (rows[whose] ?? 0) > 0),
    'rows of each sender',
  );
  const answers = await Promise.all([
    erase(collector.url, { 'app.installation.id': ANN }),
    ...Array.from({ length: 20 }, () => erase(collector.url, { 'app.installation.id': newId() })),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await rowsOf(collector))[ANN]).toBeUndefined();
  const before = [others, late] as const;
  await eventually(
    () => [others, late] as const,
    ([one, two]) => one >= before[0] + 6 && two >= before[1] + 6,
    'more to arrive after the erasure',
  );
  sending = false;
  await Promise.all(senders);
  expect(await rowsOf(collector)).toEqual({ [BEN]: others });
});

test('killed while it erases: what was acknowledged is gone, what was begun is finished at the next start', {
  timeout: 120_000,
}, async () => {
  const data = await temporaryFolder();
  const start = async () => {
    const running = runCommand(command.path, ['collect', '--no-dashboard', '--port', '0', '--data', data]);
    const url = await eventually(
      () => /Collecting at (http:\S+)\/v1\/logs/.exec(running.output.out)?.[1] ?? '',
      (address) => address !== '',
      'the collector to listen',
    );
    return { running, url };
  };
  const erased: string[] = [];
  const begun: string[] = [];
  const kept: string[] = [];
  for (let kill = 0; kill < 2; kill += 1) {
    const { running, url } = await start();
    const visitors = Array.from({ length: 12 }, newId);
    await Promise.all(visitors.map((visitor) => post(url, of(newId(), visitor, run(newStream(), 1, 20)))));
    kept.push(...visitors.slice(8));
    const asking = visitors.slice(0, 8).map(async (visitor) => {
      begun.push(visitor);
      const answer = await erase(url, { 'app.installation.id': visitor }).catch(() => undefined);
      if (answer?.status === 200) erased.push(visitor);
    });
    // The others share the next round, which is then under way.
    await Promise.race(asking);
    running.child.kill('SIGKILL');
    await running.exit;
    await Promise.all(asking);
  }
  const last = await startCollector({ location: { path: data } });
  await untilNoneIsOpen(last);
  const left = await rowsOf(last);
  expect(erased.length).toBeGreaterThan(0);
  expect(erased.filter((visitor) => visitor in left)).toEqual([]);
  expect(kept.filter((visitor) => left[visitor] !== 20)).toEqual([]);
  // All or nothing: whoever's erasure had begun for good is gone whole.
  expect(begun.filter((visitor) => left[visitor] !== undefined && left[visitor] !== 20)).toEqual([]);
  expect(left).not.toEqual({});
});

test('on a ClickHouse server, where another collector erases', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const location = { url: server.url, database: 'telemetry' };
  const [one, two] = [await startCollector({ location }), await startCollector({ location })];
  const session = newId();
  const records = run(newStream(), 1, 3);
  await one.send(of(session, ANN, records));
  await one.send(of(newId(), BEN, run(newStream(), 1, 2)));
  expect(await erase(two.url, { 'app.installation.id': ANN })).toMatchObject({ status: 200, body: {} });
  expect(await one.send(of(session, ANN, records))).toMatchObject({ status: 200, body: {} });
  expect(await one.send(of(session, undefined, run(newStream(), 1, 2)))).toMatchObject({ status: 200 });
  expect(await rowsOf(one)).toEqual({ [BEN]: 2 });
});

test('sonde erase: in the data, or through the collector that has it open', async () => {
  const path = await temporaryFolder();
  const collector = await startCollector({ location: { path } });
  const [first, second] = [newId(), newId()];
  for (const visitor of [first, second, BEN])
    await collector.send(of(newId(), visitor, run(newStream(), 1, 2)));
  const through = runCommand(command.path, ['erase', '--visitor', first, '--collector', collector.url]);
  expect(await through.exit).toBe(0);
  expect(through.output.out).toBe('Erased 2 records: events and spans.\n');
  expect(Object.keys(await rowsOf(collector)).sort()).toEqual([second, BEN].sort());
  await collector.close();

  const direct = runCommand(command.path, ['erase', '--visitor', second, '--data', path]);
  expect(await direct.exit).toBe(0);
  expect(direct.output.out).toBe('Erased 2 records: events and spans.\n');
  const unknown = runCommand(command.path, ['erase', '--session', newId(), '--data', path]);
  expect(await unknown.exit).toBe(0);
  expect(unknown.output.out).toBe(
    'Nothing is stored of this id. What still comes of it will not be stored, either.\n',
  );
  const wrong = runCommand(command.path, ['erase', '--visitor', 'ann', '--data', path]);
  expect(await wrong.exit).toBe(1);
  expect(wrong.output.error).toBe('sonde: --visitor takes 32 hexadecimal digits, not "ann".\n');
  const again = await startCollector({ location: { path } });
  expect(await rowsOf(again)).toEqual({ [BEN]: 2 });
});

test('a session that only a late record tells of is erased, too, with what came before and what comes after', async () => {
  const collector = await startCollector();
  await erase(collector.url, { 'app.installation.id': ANN });
  const [session, other] = [newId(), newId()];
  await collector.send(of(session, undefined, run(newStream(), 1, 3)));
  await collector.send(of(other, BEN, run(newStream(), 1, 2)));
  expect(await rowsOf(collector)).toEqual({ [session]: 3, [BEN]: 2 });
  expect((await collector.send(of(session, ANN, run(newStream(), 1, 2)))).status).toBe(200);
  expect((await collector.send(of(session, undefined, run(newStream(), 1, 2)))).status).toBe(200);
  expect((await collector.send(of(other, undefined, run(newStream(), 1, 1)))).status).toBe(200);
  expect(
    await eventually(
      () => rowsOf(collector),
      (rows) => !(session in rows),
      'the session to be gone',
    ),
  ).toEqual({ [BEN]: 2, [other]: 1 });
});

test('an erasure that cannot be finished keeps no collector from starting, and is finished when it can be', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const location = { url: server.url };
  const first = await startCollector({ location });
  await first.send(of(newId(), ANN, run(newStream(), 1, 2)));
  await first.send(of(newId(), BEN, run(newStream(), 1, 3)));
  const hash = (id: string): string => createHash('sha256').update(id).digest('hex');
  for (const id of [ANN, newId()])
    await first.store.query(`INSERT INTO sonde_erasures (Hash, State) SELECT '${hash(id)}', 'asked'`);
  await first.close();

  server.refuse(/^ALTER TABLE \w+ DELETE/);
  const messages: string[] = [];
  const second = await startCollector({ location, log: (message) => messages.push(message) });
  expect((await second.send(of(newId(), BEN, run(newStream(), 1, 1)))).status).toBe(200);
  await eventually(
    () => messages,
    ({ length }) => length > 0,
    'the failure to be told',
  );
  expect(messages).toEqual([expect.stringMatching(/^The store could not erase: .*privileges/)]);
  await second.close();

  server.refuse(undefined);
  const third = await startCollector({ location });
  await eventually(
    () => rowsOf(third),
    (rows) => !(ANN in rows),
    'the visitor to be gone',
  );
  expect(await rowsOf(third)).toEqual({ [BEN]: 4 });
  await untilNoneIsOpen(third);
});

test('rows of the hour that a clock change repeats are erased, in any time zone', async () => {
  const path = await temporaryFolder();
  const store = await openStore({ path }, { retentionDays: 10_000 });
  const ResourceAttributes = { 'app.installation.id': ANN };
  // In Berlin both are between two and three o'clock.
  const times = ['2025-10-26T00:10:00Z', '2025-10-26T01:50:00Z'];
  await store.insert(
    times.map((time) => logRow({ ResourceAttributes, Timestamp: `${Date.parse(time) / 1000}.123456789` })),
  );
  await store.close();
  const running = runCommand(command.path, ['erase', '--visitor', ANN, '--data', path], {
    TZ: 'Europe/Berlin',
  });
  expect(await running.exit).toBe(0);
  const again = await startCollector({ location: { path } });
  expect(await rowsOf(again)).toEqual({});
});

test('one address may ask for so many erasures, and goes on being heard otherwise', async () => {
  const collector = await startCollector();
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => erase(collector.url, { 'session.id': newId() })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100);
  expect((await collector.send(of(newId(), BEN, run(newStream(), 1, 1)))).status).toBe(200);
});

test('however many sessions of an erased visitor turn up at once, nothing is stored of any later', async () => {
  const collector = await startCollector();
  expect((await erase(collector.url, { 'app.installation.id': ANN })).status).toBe(200);
  const sessions = Array.from({ length: 150 }, newId);
  const told = (stream: string, visitor: Record<string, string>): unknown[] =>
    sessions.map((session, at) =>
      record(`${stream}-${at + 1}`, { attributes: { 'session.id': session, ...visitor } }),
    );
  expect((await collector.send(batch(told(newStream(), { 'app.installation.id': ANN })))).status).toBe(200);
  expect((await collector.send(batch(told(newStream(), {})))).status).toBe(200);
  expect(await rowsOf(collector)).toEqual({});
});
