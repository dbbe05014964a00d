import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { loadPeers } from '../peer.js';

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

/** Two connections, since one connection of the embedded engine runs one statement at a time. */
export interface Connections {
  readonly writer: ClickHouseClient;
  readonly reader: ClickHouseClient;
}

type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;

const connectEmbedded = async (path: string): Promise<Connections> => {
  const [{ createClient }, { createChdbConnection }] = await loadPeers(['@clickhouse/client', 'chdb'], () =>
    Promise.all([import('@clickhouse/client'), import('chdb/connection')]),
  );
  // chDB and the client each carry their own copy of the connection's types, alike but for a private field.
  const open = (): ClickHouseClient =>
    createClient({ connection: createChdbConnection({ path }) as unknown as ClientConnection });
  return { writer: open(), reader: open() };
};

const connectServer = async (location: ServerLocation): Promise<Connections> => {
  const { createClient } = await loadPeers(['@clickhouse/client'], () => import('@clickhouse/client'));
  const account = {
    url: location.url,
    ...(location.user === undefined ? {} : { username: location.user }),
    ...(location.password === undefined ? {} : { password: location.password }),
  };
  const database = location.database ?? 'default';
  if (database !== 'default') {
    const first = createClient(account);
    await first.command({
      query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
      query_params: { database },
    });
    await first.close();
  }
  const open = (): ClickHouseClient => createClient({ ...account, database });
  return { writer: open(), reader: open() };
};

/** Connects to where the data is. */
export const connect = (location: StoreLocation): Promise<Connections> =>
  'path' in location ? connectEmbedded(location.path) : connectServer(location);
