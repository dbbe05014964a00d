import { readFileSync } from 'node:fs';
import { type CollectorOptions, MAX_RETENTION_DAYS } from '../collector/index.js';
import type { ScrubRule } from '../scrub-rules.js';
import { readArguments } from './read-arguments.js';
import { LOCATION_OPTIONS, readLocation } from './read-location.js';

const wholeNumber = (text: string, name: string, least: number, most: number): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
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

const OPTIONS = {
  ...LOCATION_OPTIONS,
  port: { type: 'string' },
  host: { type: 'string' },
  'admin-token': { type: 'string' },
  'retention-days': { type: 'string' },
  scrub: { type: 'string' },
  config: { type: 'string' },
  'no-participation': { type: 'boolean' },
  'trust-proxy': { type: 'boolean' },
  'no-dashboard': { type: 'boolean' },
} as const;

/**
 * Reads the arguments of `sonde collect`; secrets may come from the environment, where other users cannot see them.
 *
 * @throws one sentence that says what is wrong.
 */
export const readCollectOptions = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CollectorOptions & { readonly host: string; readonly port: number } => {
  const { values } = readArguments(args, OPTIONS, 'collect');
  const { host = '127.0.0.1', port, scrub, config, 'retention-days': retentionDays } = values;
  const adminToken = values['admin-token'] ?? (environment.SONDE_ADMIN_TOKEN || undefined);
  return {
    location: readLocation(values, environment),
    host,
    port: port === undefined ? 4318 : wholeNumber(port, 'port', 0, 65_535),
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(retentionDays === undefined
      ? {}
      : { retentionDays: wholeNumber(retentionDays, 'retention-days', 1, MAX_RETENTION_DAYS) }),
    ...(scrub === undefined ? {} : { scrub: readJson(scrub, 'scrub') as ScrubRule[] }),
    ...(config === undefined ? {} : { config }),
    ...(values['no-participation'] === true ? { participation: false } : {}),
    ...(values['trust-proxy'] === true ? { trustProxy: 1 } : {}),
    ...(values['no-dashboard'] === true ? { dashboard: false } : {}),
  };
};
