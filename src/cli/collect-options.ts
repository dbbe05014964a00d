import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CollectorOptions, StoreLocation } from '../collector/index.js';
import type { ScrubRule } from '../scrub-rules.js';

const wholeNumber = (text: string, name: string, most: number): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) {
    throw new Error(`--${name} takes a whole number from 0 to ${most}, not "${text}".`);
  }
  return number;
};

const readJson = (file: string, name: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new Error(`The file of --${name}, ${file}, ${why}.`, { cause });
  }
};

const parse = (args: readonly string[]): Record<string, string | boolean | undefined> => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        'clickhouse-url': { type: 'string' },
        'clickhouse-user': { type: 'string' },
        'clickhouse-database': { type: 'string' },
        'admin-token': { type: 'string' },
        'retention-days': { type: 'string' },
        scrub: { type: 'string' },
        config: { type: 'string' },
        'no-participation': { type: 'boolean' },
        'trust-proxy': { type: 'boolean' },
        'no-dashboard': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // Node's own message goes on about positional arguments after the first sentence.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence}: see sonde collect --help.`, { cause: error });
  }
};

/**
 * Reads where the data is, from `--data` or `--clickhouse-url` and what goes with it.
 *
 * @throws one sentence that says what is wrong.
 */
export const readLocation = (
  given: (name: string) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): StoreLocation => {
  const url = given('clickhouse-url');
  const data = given('data');
  if (url !== undefined && data !== undefined) {
    throw new Error('Give --data or --clickhouse-url, not both: events are kept in one place.');
  }
  if (url === undefined) return { path: data ?? 'sonde-data' };
  if (!(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    throw new Error(`--clickhouse-url takes an http or https address, not "${url}".`);
  }
  const user = given('clickhouse-user');
  const database = given('clickhouse-database');
  const password = environment.SONDE_CLICKHOUSE_PASSWORD;
  return {
    url,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  };
};

/**
 * Reads the arguments of `sonde collect`; secrets may come from the environment, where other users cannot see them.
 *
 * @throws one sentence that says what is wrong.
 */
export const readCollectOptions = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CollectorOptions => {
  const values = parse(args);
  const given = (name: string): string | undefined => {
    const value = values[name];
    if (value === '') throw new Error(`--${name} needs a value.`);
    return typeof value === 'string' ? value : undefined;
  };
  const adminToken = given('admin-token') ?? (environment.SONDE_ADMIN_TOKEN || undefined);
  const host = given('host');
  const port = given('port');
  const retentionDays = given('retention-days');
  const scrub = given('scrub');
  const config = given('config');
  return {
    location: readLocation(given, environment),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: wholeNumber(port, 'port', 65_535) }),
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(retentionDays === undefined
      ? {}
      : { retentionDays: wholeNumber(retentionDays, 'retention-days', 36_500) }),
    ...(scrub === undefined ? {} : { scrub: readJson(scrub, 'scrub') as ScrubRule[] }),
    ...(config === undefined ? {} : { config }),
    ...(values['no-participation'] === true ? { participation: false } : {}),
    ...(values['trust-proxy'] === true ? { trustProxy: true } : {}),
    ...(values['no-dashboard'] === true ? { dashboard: false } : {}),
  };
};
