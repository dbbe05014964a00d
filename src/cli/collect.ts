import { once } from 'node:events';
import { resolve } from 'node:path';
import { checkReach } from '../collector/access.js';
import { createCollector, type StoreLocation } from '../collector/index.js';
import { checkPort, listenProblem } from './check-port.js';
import { readCollectOptions } from './collect-options.js';
import type { Command } from './command.js';

const usage = `Usage: sonde collect [options]

Receives events and spans (OTLP over HTTP, in JSON) at /v1/logs and /v1/traces and browsers' reports at /v1/reports,
erases visitors at /v1/erase, serves the script tag's file at /sonde.js, and the dashboard at /.

Options:
  --port <number>               Port to listen on (4318; 0 takes a free one)
  --host <address>              Address to listen on (127.0.0.1)
  --data <folder>               Folder of the embedded ClickHouse engine (sonde-data)
  --clickhouse-url <url>        A ClickHouse server instead, such as https://clickhouse.example:8443
  --clickhouse-user <name>      Its user (default); the password is read from SONDE_CLICKHOUSE_PASSWORD
  --clickhouse-database <name>  Its database (default), made where it is missing
  --retention-days <number>     Days that events are kept, in a new store (395)
  --admin-token <token>         What readers must send as "Authorization: Bearer <token>"; needed where --host is
                                reachable by others, and behind a proxy, for whom every reader is on this machine. Also
                                read from SONDE_ADMIN_TOKEN
  --scrub <file>                Further rules for what to redact, a JSON list of {"name": "…", "pattern": "…"}
  --config <file>               What pages are told at /v1/config, JSON: {"shop": {"sample": {"click": 0.1}}, "*": {}}
  --no-participation            Do not count loads of /sonde.js (by hour, release and class of browser, without any id)
  --trust-proxy                 Take the sender's address from the end of X-Forwarded-For, where the one proxy in front
                                writes it, to limit floods; it is not kept. Needs --admin-token
  --no-dashboard                Receive only`;

/** Where the data is, for whoever reads the first line. */
const placeOf = (location: StoreLocation): string =>
  'path' in location
    ? resolve(location.path)
    : `${new URL(location.url).host}, database ${location.database ?? 'default'}`;

/** Resolves at the first signal to stop; a second one ends the process at once. */
const stopSignal = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
};

/** `sonde collect`: runs the collector until it is told to stop, and then finishes what it has taken in. */
export const collect: Command = {
  summary: 'Receive events, keep them and show the dashboard',
  usage,
  async run(args) {
    const options = readCollectOptions(args, process.env);
    const { host, port, location } = options;
    checkReach({ ...options, host, isBehindProxy: options.trustProxy !== undefined });
    await checkPort(host, port);
    const collector = await createCollector({
      ...options,
      log: (message) => console.error(`sonde: ${message}`),
    });
    const stopped = stopSignal();
    try {
      const address = await collector.listen();
      const dashboard = options.dashboard === false ? '' : `, dashboard at ${address}/`;
      const open = options.adminToken
        ? ''
        : ' (read without a token from this machine: a proxy needs --admin-token)';
      console.log(`Collecting at ${address}/v1/logs into ${placeOf(location)}${dashboard}${open}`);
      await stopped;
    } catch (error) {
      throw listenProblem(error, port);
    } finally {
      await collector.close();
    }
  },
};
