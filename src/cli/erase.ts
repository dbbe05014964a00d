import { createEraser, openStore } from '../collector/index.js';
import { ERASE_PATH } from '../event.js';
import type { Command } from './command.js';
import { isHttp } from './is-http.js';
import { readArguments } from './read-arguments.js';
import { LOCATION_OPTIONS, readLocation } from './read-location.js';

const usage = `Usage: sonde erase --visitor <id> [options]

Deletes what is stored of a visitor or a session, and sees to it that nothing of them is stored later.

Options:
  --visitor <id>                app.installation.id: 32 hexadecimal digits; its sessions go, too
  --session <id>                session.id
  --collector <url>             A collector that runs, such as http://127.0.0.1:4318; without it the data is opened:
  --data <folder>               Folder of the embedded ClickHouse engine (sonde-data), while no collector has it open
  --clickhouse-url <url>        A ClickHouse server instead
  --clickhouse-user <name>      Its user (default); the password is read from SONDE_CLICKHOUSE_PASSWORD
  --clickhouse-database <name>  Its database (default)`;

const OPTIONS = {
  visitor: { type: 'string' },
  session: { type: 'string' },
  collector: { type: 'string' },
  ...LOCATION_OPTIONS,
} as const;

const askCollector = async (collector: string, ids: Readonly<Record<string, string>>): Promise<number> => {
  const address = collector.replace(/\/$/, '') + ERASE_PATH;
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ids),
  }).catch((cause: unknown) => {
    throw new Error(`The collector at ${collector} cannot be reached.`, { cause });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const isObject = typeof answer === 'object' && answer !== null;
  if (response.ok) {
    // Whatever else listens there may well answer 200, and has erased nothing.
    if (isObject && 'erased' in answer && typeof answer.erased === 'number') return answer.erased;
    throw new Error(`What answers at ${collector} is no collector.`);
  }
  const message = isObject && 'message' in answer ? answer.message : undefined;
  throw new Error(typeof message === 'string' ? message : `The collector answered ${response.status}.`);
};

const inWords = (records: number): string =>
  records === 0
    ? 'Nothing is stored of this id. What still comes of it will not be stored, either.'
    : `Erased ${records} ${records === 1 ? 'record' : 'records'}: events and spans.`;

/** `sonde erase`: deletes a visitor or a session, through a collector that runs or in the data itself. */
export const erase: Command = {
  summary: 'Delete what is stored of a visitor or a session',
  usage,
  async run(args) {
    const { values } = readArguments(args, OPTIONS, 'erase');
    const { visitor, session, collector } = values;
    for (const [name, id] of [
      ['visitor', visitor],
      ['session', session],
    ] as const) {
      if (id !== undefined && !/^[\da-f]{32}$/i.test(id))
        throw new Error(`--${name} takes 32 hexadecimal digits, not "${id}".`);
    }
    if (visitor === undefined && session === undefined)
      throw new Error('Give --visitor, --session, or both.');
    let erased: number;
    if (collector !== undefined) {
      if (!isHttp(collector))
        throw new Error(`--collector takes an http or https address, not "${collector}".`);
      const place = Object.keys(LOCATION_OPTIONS).find((name) => Object.hasOwn(values, name));
      if (place !== undefined)
        throw new Error(`Give --collector or --${place}, not both: the collector knows where its data is.`);
      erased = await askCollector(collector, {
        ...(visitor === undefined ? {} : { 'app.installation.id': visitor }),
        ...(session === undefined ? {} : { 'session.id': session }),
      });
    } else {
      const store = await openStore(readLocation(values, process.env), { mustExist: true });
      try {
        const eraser = createEraser({ store, committers: [] });
        await eraser.erase(await store.erasures.unfinished());
        erased = await eraser.erase({
          visitors: visitor === undefined ? [] : [visitor.toLowerCase()],
          sessions: session === undefined ? [] : [session.toLowerCase()],
        });
      } finally {
        await store.close();
      }
    }
    console.log(inWords(erased));
  },
};
