import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CollectorOptions } from '../../src/collector/index.js';
import { killTree } from './processes.mjs';
import { temporaryFolder } from './temporary-folder.js';

/** A collector under test, with its store. */
export interface TestCollector {
  /** Such as `http://127.0.0.1:40213`. */
  readonly address: string;
  /** Asks the store. Read `otel_logs` to count duplicates: the view `sonde_events` may hide them. */
  query<Row>(sql: string, bindings?: Readonly<Record<string, unknown>>): Promise<Row[]>;
  /** Ends it as an operator does. Its folder goes too, unless the caller named it. */
  close(): Promise<void>;
  /** SIGKILL. The folder stays whoever named it; `startCollector({ folder, port })` opens it again. */
  kill(): Promise<void>;
}

export type TestCollectorOptions = Omit<CollectorOptions, 'location' | 'host'> & {
  /** Where to keep the store, for tests that start a second collector on it. */
  readonly folder?: string;
};

/** Starts the built collector on chDB, on a free port and in a folder of its own unless told otherwise. */
export async function startCollector(options: TestCollectorOptions = {}): Promise<TestCollector> {
  const { folder: path, ...rest } = options;
  const folder = path === undefined ? temporaryFolder('collector') : { path, remove() {} };
  const child = fork(
    fileURLToPath(new URL('collector-process.mjs', import.meta.url)),
    [JSON.stringify({ port: 0, dashboard: false, ...rest, location: { path: folder.path } })],
    { serialization: 'advanced' },
  );
  const ask = conversation(child);
  const started = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`The collector ended with ${code} at its start.`)),
    ),
  ]);
  return {
    address: (started[0] as { address: string }).address,
    query: ask,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      folder.remove();
    },
    async kill() {
      if (child.pid !== undefined) await killTree([child.pid]);
    },
  };
}

interface Answer {
  id?: number;
  rows?: never[];
  error?: string;
}

/** Numbers the questions, so that answers may come in any order; a child that dies leaves none unanswered. */
function conversation(child: ChildProcess): TestCollector['query'] {
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  child.on('message', ({ id, ...answer }: Answer) => {
    if (id === undefined) return;
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const settle of waiting.values()) settle({ error: 'The collector is gone.' });
  });
  return async (sql, bindings) => {
    if (!child.connected) throw new Error('The collector is gone.');
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(++count, resolve);
      child.send({ id: count, sql, bindings });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.rows ?? [];
  };
}
