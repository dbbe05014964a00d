import { LOGS_PATH } from '../event.js';

/** What remembers the answer itself. */
export const CHOICE: RegExp = /^sonde\.(consent|out)$/;

/** What remembers an erasure that the collector has not acknowledged yet. */
export const OWED: RegExp = /^sonde\.erase:/;

/** Paths below the receiver's address that batches go to. */
export const BATCH_PATHS: readonly string[] = [LOGS_PATH, '/v1/traces'];

/** Where sampling rates are asked for. */
export const CONFIG_PATH = '/v1/config';
