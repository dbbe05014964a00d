import { parseArgs } from 'node:util';

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

const parse = (args: readonly string[]) => {
  const selectors = { type: 'string', multiple: true } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        accept: selectors,
        reject: selectors,
        withdraw: selectors,
        browser: { type: 'string' },
        html: { type: 'string' },
        gpc: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's own message goes on about positional arguments after the first sentence.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence}: see sonde verify-consent --help.`, { cause: error });
  }
};

/**
 * Reads the arguments of `sonde verify-consent`.
 *
 * @throws one sentence that says what is wrong.
 */
export const readVerifyOptions = (args: readonly string[]): VerifyArguments => {
  const { values, positionals } = parse(args);
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0)
    throw new Error('Give the address of one page: see sonde verify-consent --help.');
  if (!(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw new Error(`The page's address is http or https, not "${url}".`);
  const { accept = [], reject = [], withdraw = [], browser, html, gpc = false } = values;
  for (const [name, value] of Object.entries(values))
    if ([value].flat().includes('')) throw new Error(`--${name} needs a value.`);
  const given = [accept, reject, withdraw].filter(({ length }) => length > 0).length;
  if (given > 0 && given < 3)
    throw new Error('Give --accept, --reject and --withdraw together, or none of them.');
  return { url, accept, reject, withdraw, browser, html, hasPrivacySignal: gpc };
};
