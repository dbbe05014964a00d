import { readFile, stat } from 'node:fs/promises';
import { isFields } from '../ingest/any-value.js';

/** What pages of a service are told. */
export interface ServiceConfig {
  /** The share of sessions that keep an event, by event name, from 0 to 1. */
  readonly sample?: Readonly<Record<string, number>>;
}

/** By service; `*` is for those that are not named. */
export type RemoteConfig = Readonly<Record<string, ServiceConfig>>;

/** The file is looked at this often: a change is told to pages within moments, without a new start. */
const LOOK_MILLISECONDS = 2_000;

/**
 * Checks a configuration.
 *
 * @throws one sentence that says what is wrong with it.
 */
export const checkConfig = (value: unknown): RemoteConfig => {
  if (!isFields(value)) throw new Error('The configuration must be an object: services, each with "sample".');
  for (const [service, config] of Object.entries(value)) {
    const { sample = {}, ...other } = isFields(config) ? config : { no: config };
    const [unknown] = Object.keys(other);
    if (unknown !== undefined) throw new Error(`The configuration of "${service}" may hold "sample" only.`);
    if (!isFields(sample)) throw new Error(`"sample" of "${service}" must be an object of rates.`);
    for (const [event, rate] of Object.entries(sample)) {
      if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1))
        throw new Error(`The rate of "${event}" for "${service}" must be a number from 0 to 1.`);
    }
  }
  return value as RemoteConfig;
};

const readConfig = async (file: string): Promise<RemoteConfig> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The configuration ${file} cannot be read.`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`The configuration ${file} is not JSON.`, { cause });
  }
  return checkConfig(value);
};

/**
 * Makes the function that answers what pages of a service are told. A file is read again when it has changed; where what
 * it holds then is wrong, the last that was right stands.
 *
 * @param source the configuration, or the path of a JSON file with it.
 * @param log told in one line what is wrong with a changed file.
 * @throws one sentence, where it is wrong from the start.
 */
export const createRemoteConfig = async (
  source: RemoteConfig | string = {},
  log?: (message: string) => void,
): Promise<(service: string) => Promise<ServiceConfig>> => {
  const file = typeof source === 'string' ? source : undefined;
  const changedAt = async (): Promise<number> =>
    file === undefined
      ? 0
      : stat(file).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        );
  // Before it is read: a change in between is seen at the next look.
  let changed = await changedAt();
  let config = file === undefined ? checkConfig(source) : await readConfig(file);
  let looked = Date.now();
  return async (service) => {
    if (file !== undefined && Math.abs(Date.now() - looked) > LOOK_MILLISECONDS) {
      looked = Date.now();
      const now = await changedAt();
      if (now !== changed) {
        changed = now;
        config = await readConfig(file).catch((error: Error) => {
          log?.(`${error.message} What was right before stands.`);
          return config;
        });
      }
    }
    return (Object.hasOwn(config, service) ? config[service] : config['*']) ?? {};
  };
};
