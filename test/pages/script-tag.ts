/**
 * A page with the script tag, as a site would write it: the banner asks, and a strict Content-Security-Policy lets only
 * what Sonde needs. Its own code numbers the events that it tracks, and keeps what the browser complains of.
 */
export interface ScriptTagPage {
  readonly service: string;
  /** `data-endpoint`. */
  readonly endpoint?: string;
  /** `data-consent`. */
  readonly consent?: string;
}

const NONCE = 'own';

const own = (run: string): string => `
  window.problems = [];
  window.tracked = [];
  const complain = (text) => problems.push(text);
  addEventListener('error', (event) => complain('error: ' + event.message));
  addEventListener('unhandledrejection', (event) => complain('rejection: ' + event.reason));
  document.addEventListener('securitypolicyviolation', (event) => complain('csp: ' + event.violatedDirective + ' ' + event.blockedURI));
  /** What this page tracked is known to its origin only by localStorage's absence of it: it is counted in the page. */
  window.trackNext = () => {
    const number = tracked.length + 1;
    sonde.track('test.event', { 'test.run': '${run}', 'test.number': number });
    tracked.push(number);
    return number;
  };
  addEventListener('DOMContentLoaded', () => {
    document.querySelector('#track').addEventListener('click', trackNext);
    document.querySelector('#throw').addEventListener('click', () => { throw new TypeError('the button that throws'); });
  });`;

/** @param run what the page's own events bear as `test.run`; also its service's name */
export const scriptTagHtml = ({
  service,
  endpoint = '/telemetry',
  consent = 'banner',
}: ScriptTagPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${service}</title>
<link rel="icon" href="data:,">
<script nonce="${NONCE}">${own(service)}</script>
<script async src="/dist/sonde.js" data-endpoint="${endpoint}" data-service="${service}" data-release="1.4.2"
  data-environment="test" data-consent="${consent}"></script>
<h1>A shop</h1>
<p><a id="next" href="/next">Next page</a></p>
<button id="track">Track</button>
<button id="export" data-feature="export-csv">Export</button>
<button id="throw">Throw</button>
</html>`;

/** The strictest policy under which Sonde works: a script, a connection, and nothing for the banner's style. */
export const strictPolicy = (endpoint = ''): Readonly<Record<string, string>> => ({
  'content-security-policy':
    `default-src 'none'; script-src 'self' 'nonce-${NONCE}'; connect-src 'self' ${endpoint}; img-src data:; ` +
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
});
