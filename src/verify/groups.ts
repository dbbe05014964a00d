import type { Entry } from './entry.js';

/** What a kind of thing amounts to. */
export type Group = 'stored' | 'sent' | 'observed';

/** Each kind's. */
export const GROUPS: Readonly<Record<Entry['kind'], Group>> = {
  cookie: 'stored',
  localStorage: 'stored',
  sessionStorage: 'stored',
  indexedDB: 'stored',
  cache: 'stored',
  worker: 'stored',
  'file system': 'stored',
  'window.name': 'stored',
  request: 'sent',
  channel: 'sent',
  listener: 'observed',
  observer: 'observed',
  patch: 'observed',
};
