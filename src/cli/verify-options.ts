import { isHttp } from './is-http.js';
import { readArguments } from './read-arguments.js';

/** What `sonde verify-consent` is told. */
export interface VerifyArguments {
  readonly url: string;
  readonly accept: readonly string[];
  readonly reject: readonly string[];
  readonly withdraw: readonly string[];
  readonly browser: string | undefined;
  readonly html: string | undefined;
  readonly hasPrivacySignal: boolean;
}

const SELECTORS = { type: 'string', multiple: true } as const;

const OPTIONS = {
  accept: SELECTORS,
  reject: SELECTORS,
  withdraw: SELECTORS,
  browser: { type: 'string' },
  html: { type: 'string' },
  gpc: { type: 'boolean' },
} as const;

/**
 * Reads the arguments of `sonde verify-consent`.
 *
 * @throws one sentence that says what is wrong.
 */
export const readVerifyOptions = (args: readonly string[]): VerifyArguments => {
  const { values, positionals } = readArguments(args, OPTIONS, 'verify-consent', true);
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0)
    throw new Error('Give the address of one page: see sonde verify-consent --help.');
  if (!isHttp(url)) throw new Error(`The page's address is http or https, not "${url}".`);
  const { accept = [], reject = [], withdraw = [], browser, html, gpc = false } = values;
  const given = [accept, reject, withdraw].filter(({ length }) => length > 0).length;
  if (given > 0 && given < 3)
    throw new Error('Give --accept, --reject and --withdraw together, or none of them.');
  return { url, accept, reject, withdraw, browser, html, hasPrivacySignal: gpc };
};
