import { constants, existsSync } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { messageOf } from '../message-of.js';
import { loadPeers } from '../peer.js';
import { isOpenElsewhere } from './is-open-elsewhere.js';
import { select } from './select.js';

/** ClickHouse in this process, its files in a folder. */
export interface EmbeddedLocation {
  /** The folder; made where it is missing. One process at a time may open it, and a process one folder. */
  readonly path: string;
}

/** A ClickHouse server. */
export interface ServerLocation {
  /** Such as `https://clickhouse.example:8443`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Made where it is missing; `default` where left out. */
  readonly database?: string;
}

/** Where the store's data is. */
export type StoreLocation = EmbeddedLocation | ServerLocation;

/** Says that nothing is stored there. */
export const noStore = (location: StoreLocation): Error =>
  new Error(
    'path' in location
      ? `There is no store in ${resolve(location.path)}: give the folder that sonde collect writes to.`
      : `There is no store in the database ${location.database ?? 'default'} of ${new URL(location.url).host}: ` +
          'give the one that sonde collect writes to.',
  );

/** Several connections, since one connection of the embedded engine runs one statement at a time. */
export interface Connections {
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
  /** What it runs takes seconds, in which the others go on. */
  readonly eraser: ClickHouseClient;
  /** Asked whether the engine answers, whatever the others are at. */
  readonly prober: ClickHouseClient;
}

type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;

const reason = (cause: unknown): string =>
  (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause));

/** Makes a folder and those above it. Node's own `recursive` never ends where a file system answers ENOENT, as /proc does. */
const makeFolder = async (path: string): Promise<void> => {
  const parent = dirname(path);
  if (!existsSync(parent)) await makeFolder(parent);
  await mkdir(path).catch(async (cause) => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw cause;
  });
};

const INSTEAD = 'stop that one first, or give another folder';

const connectEmbedded = async (location: EmbeddedLocation, mustExist: boolean): Promise<Connections> => {
  const path = resolve(location.path);
  // The engine makes its files in whatever folder it opens.
  if (mustExist && !existsSync(join(path, 'metadata'))) throw noStore(location);
  const [{ createClient }, { createChdbConnection }] = await loadPeers(['@clickhouse/client', 'chdb'], () =>
    Promise.all([import('@clickhouse/client'), import('chdb/connection')]),
  );
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = reason(cause) === 'EEXIST' ? 'is a file' : `cannot be written (${reason(cause)})`;
    throw new Error(`The data folder ${path} ${why}: give another.`, { cause });
  }
  if (isOpenElsewhere(path))
    throw new Error(`The data folder ${path} is open in another collector: ${INSTEAD}.`);
  // chDB and the client each carry their own copy of the connection's types, alike but for a private field.
  const open = (): ClickHouseClient =>
    createClient({ connection: createChdbConnection({ path }) as unknown as ClientConnection });
  try {
    return { writer: open(), reader: open(), eraser: open(), prober: open() };
  } catch (cause) {
    const sentence = String(cause).includes('only one active data directory')
      ? 'This process has another data folder open already: one process can open one.'
      : `The data folder ${path} cannot be opened, since another collector has it open or it is damaged: ${INSTEAD}.`;
    throw new Error(sentence, { cause });
  }
};

/**
 * What keeps a ClickHouse server from being used, in one sentence that says what to do about it. Its client's own errors
 * hold whatever answered, a page of HTML included.
 */
const serverProblem = (url: string, cause: unknown): string => {
  const at = new URL(url).host;
  const { code, type, message } = cause as NodeJS.ErrnoException & { readonly type?: string };
  if (type === 'AUTHENTICATION_FAILED')
    return `ClickHouse at ${at} refuses the user: give another (--clickhouse-user, SONDE_CLICKHOUSE_PASSWORD).`;
  // What the server itself says has a type, what keeps it from saying anything a code.
  if (type !== undefined) {
    const mend = type === 'ACCESS_DENIED' ? 'give its user that right' : 'see its log';
    return `ClickHouse at ${at} cannot be used (${messageOf(message).trim()}): ${mend}.`;
  }
  if (code !== undefined || /^timeout/i.test(message))
    return `No ClickHouse server answers at ${at} (${code ?? 'timeout'}): start it, or give another address.`;
  return `What answers at ${at} is no ClickHouse server: give the address of its HTTP interface.`;
};

/** Whether what answers counts as a ClickHouse does: other servers may well answer 200 to anything. */
const isClickHouse = async (client: ClickHouseClient): Promise<boolean> =>
  (await select<{ two: number }>(client, 'SELECT 1 + 1 AS two'))[0]?.two === 2;

const hasDatabase = async (client: ClickHouseClient, database: string): Promise<boolean> =>
  (await select(client, 'SELECT 1 FROM system.databases WHERE name = {database:String}', { database }))
    .length > 0;

const connectServer = async (location: ServerLocation, mustExist: boolean): Promise<Connections> => {
  const { ClickHouseLogLevel, createClient } = await loadPeers(
    ['@clickhouse/client'],
    () => import('@clickhouse/client'),
  );
  const account = {
    url: location.url,
    // Its errors are thrown as well; said twice, the second time with the rows, they would fill a log.
    log: { level: ClickHouseLogLevel.OFF },
    // A thousand ids in an address are more than servers and proxies take.
    use_multipart_params_auto: true,
    ...(location.user === undefined ? {} : { username: location.user }),
    ...(location.password === undefined ? {} : { password: location.password }),
  };
  const database = location.database ?? 'default';
  let isMissing = false;
  const first = createClient(account);
  try {
    if (!(await isClickHouse(first))) throw new Error('It does not count.');
    // Making a database takes a right that an account for the default one may lack.
    if (database !== 'default' && !mustExist)
      await first.command({
        query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
        query_params: { database },
      });
    if (mustExist) isMissing = !(await hasDatabase(first, database));
  } catch (cause) {
    throw new Error(serverProblem(location.url, cause), { cause });
  } finally {
    await first.close();
  }
  if (isMissing) throw noStore(location);
  const open = (): ClickHouseClient => createClient({ ...account, database });
  return { writer: open(), reader: open(), eraser: open(), prober: open() };
};

/**
 * Connects to where the data is.
 *
 * @throws one sentence where a peer dependency is missing, the folder cannot be written or is open elsewhere, or the
 * server does not answer; where `mustExist`, also where there is nothing yet.
 */
export const connect = (location: StoreLocation, mustExist = false): Promise<Connections> =>
  'path' in location ? connectEmbedded(location, mustExist) : connectServer(location, mustExist);
