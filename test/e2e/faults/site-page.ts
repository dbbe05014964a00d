import type { PageSetting } from './page.js';

/** What a page of the matrix is, beyond its setting. Functions travel as source text. */
export interface SitePage {
  /** Runs before the client's script is loaded: what a hostile or broken environment does. */
  readonly before?: () => void;
  /** Scripts to load before the client's, by address. */
  readonly scripts?: readonly string[];
  /** Runs after the client has started, while the document is still being parsed. */
  readonly after?: () => void;
  /** More of the body. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The nonce of the page's own inline scripts, for tests with a Content-Security-Policy. */
export const NONCE = 'own';

const inline = (script: (() => void) | undefined): string =>
  script ? `<script nonce="${NONCE}">(${script})();</script>` : '';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The HTML of a page: the environment, the client, the page's own code, in this order. */
export const siteHtml = (
  setting: PageSetting,
  { before, scripts = [], after, body = '' }: SitePage,
): string => `<!doctype html>
<html lang="en" data-setting="${escaped(JSON.stringify(setting))}">
<meta charset="utf-8">
<title>${setting.run}</title>
<link rel="icon" href="data:,">
${inline(before)}
${scripts.map((address) => `<script src="${address}"></script>`).join('\n')}
<script src="/faults.js"></script>
<body>
<button id="away">away</button>
${body}
${inline(after)}
</body>
</html>`;
