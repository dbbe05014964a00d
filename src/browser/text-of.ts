import { attempt } from './attempt.js';

/**
 * The string that `read` returns, cut to 4,096 characters; empty where it returns something else or throws. For reading
 * values of unknown make: a getter may throw, a Proxy may be revoked, a string may be ten megabytes long.
 */
export const textOf = (read: () => unknown): string => {
  const found = attempt(read);
  return typeof found === 'string' ? found.slice(0, 4096) : '';
};
