import type { StoreLocation } from '../collector/index.js';
import { isHttp } from './is-http.js';

/** What says where the data is. */
export const LOCATION_OPTIONS = {
  data: { type: 'string' },
  'clickhouse-url': { type: 'string' },
  'clickhouse-user': { type: 'string' },
  'clickhouse-database': { type: 'string' },
} as const;

/**
 * Reads where the data is, from `--data` or `--clickhouse-url` and what goes with it.
 *
 * @throws one sentence that says what is wrong.
 */
export const readLocation = (
  values: { readonly [Name in keyof typeof LOCATION_OPTIONS]?: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): StoreLocation => {
  const { data, 'clickhouse-url': url, 'clickhouse-user': user, 'clickhouse-database': database } = values;
  if (url !== undefined && data !== undefined) {
    throw new Error('Give --data or --clickhouse-url, not both: events are kept in one place.');
  }
  if (url === undefined) {
    const server = Object.entries({ user, database }).find(([, value]) => value !== undefined);
    if (server)
      throw new Error(`--clickhouse-${server[0]} is of a ClickHouse server: give --clickhouse-url, too.`);
    return { path: data ?? 'sonde-data' };
  }
  if (!isHttp(url)) throw new Error(`--clickhouse-url takes an http or https address, not "${url}".`);
  const password = environment.SONDE_CLICKHOUSE_PASSWORD;
  return {
    url,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  };
};
