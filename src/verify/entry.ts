/** The answers that a visitor passes through, in the order in which they are tried. */
export type Phase = 'unknown' | 'denied' | 'granted' | 'withdrawn' | 're-granted';

/** Something that a page did which stores, sends or observes, or which undoes that. */
export interface Entry {
  readonly kind:
    | 'cookie'
    | 'localStorage'
    | 'sessionStorage'
    | 'indexedDB'
    | 'cache'
    | 'worker'
    | 'file system'
    | 'window.name'
    | 'request'
    | 'channel'
    | 'listener'
    | 'observer'
    | 'patch';
  /** `write` also stands for opening, sending and listening; `delete` for what undoes them. */
  readonly act: 'write' | 'delete';
  /** The key, the database, the address, or what is listened to (`window storage`). */
  readonly name: string;
  /** The address of the script that did it: the nearest one on the stack. Empty where none was. */
  readonly script: string;
}

/** What a document keeps on the device, by name. Where storage is forbidden there is nothing. */
export interface DeviceState {
  readonly cookies: readonly string[];
  readonly local: readonly string[];
  readonly session: readonly string[];
  readonly databases: readonly string[];
  readonly caches: readonly string[];
  readonly workers: readonly string[];
}

/** What the recorder left in a page, as `window.__sondeRecord`. */
export interface PageRecord {
  /** In order; listeners and observers once for each kind and script. */
  readonly entries: Entry[];
  /** The listeners and observers that are there now, as entries. */
  live(): Entry[];
}
