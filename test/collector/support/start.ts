import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AnswerName, Answers } from '../../../src/collector/dashboard/answers.js';
import { type Collector, type CollectorOptions, createCollector } from '../../../src/collector/index.js';
import { ask } from './ask.js';

/** A folder that is removed when the test ends. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-collector-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A collector that listens, for one test. */
export interface RunningCollector extends Collector {
  readonly url: string;
  /** Posts a batch to `/v1/logs`. */
  send(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>;
  /** How often each uid is stored. */
  stored(): Promise<Map<string, number>>;
  /** Asks what the dashboard asks. Of a collector that was started with it. */
  ask<Name extends AnswerName>(name: Name, fields?: Readonly<Record<string, string>>): Promise<Answers[Name]>;
}

/** Posts to a collector's `/v1/logs`. */
export const post = async (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

/** Starts a collector on a free port, in a folder of its own where none is given; stops it when the test ends. */
export const startCollector = async (options: Partial<CollectorOptions> = {}): Promise<RunningCollector> => {
  const location = options.location ?? { path: await temporaryFolder() };
  const collector = await createCollector({ port: 0, dashboard: false, ...options, location });
  onTestFinished(() => collector.close());
  const url = await collector.listen();
  return {
    ...collector,
    url,
    send: (body, headers) => post(url, body, headers),
    ask: (name, fields) => ask(url, name, fields),
    stored: async () => {
      const rows = await collector.store.query<{ Uid: string; copies: number }>(
        'SELECT Uid, count() AS copies FROM otel_logs GROUP BY Uid',
      );
      return new Map(rows.map(({ Uid, copies }) => [Uid, copies]));
    },
  };
};
