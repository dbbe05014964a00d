import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumFlags } from '../../demo/traffic/chromium-flags.mjs';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { findBrowsers } from '../helpers/find-browsers.mjs';
import { killTree, processesNaming } from '../helpers/processes.mjs';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { type Site, serve } from './plugins-site.js';

/**
 * Chromium prerenders nothing while a debugger is attached, so here nobody drives it: the page prerenders another, goes
 * there a second after that has run, and both tell the server what they did.
 */

let site: Site;
/** What was sent to the receiver. */
let bodies = '';

const going = (to: string): string =>
  `<script type="speculationrules">{"prerender":[{"urls":["${to}"],"eagerness":"immediate"}]}</script>
    <script>
      const waiting = setInterval(() => {
        if (!localStorage.hasRun) return;
        clearInterval(waiting);
        fetch('/log?keys=' + Object.keys(localStorage)).then(() => setTimeout(() => location.assign('${to}'), 1000));
      }, 20);
    </script>`;

beforeAll(async () => {
  const pages = {
    '/': going('/shown'),
    '/queue': going('/queued'),
    '/queued': `<script>${readFileSync('dist/stub.js', 'utf8').trim()}</script>
      <script>
        fetch('/log?prerendering=' + document.prerendering);
        sonde.track('early.tracked');
        localStorage.hasRun = 'yes';
      </script>
      <script async src="/sonde.js" data-service="test" data-consent="granted"></script>`,
    '/shown': `<script>
      fetch('/log?prerendering=' + document.prerendering);
      sonde.init({
        endpoint: '/telemetry', service: 'test', consent: 'granted', flushEvery: 0, plugins: [sonde.pageViews()],
        beforeSend: ({ name, attributes }) => {
          fetch('/log?' + name + '=' + attributes['sonde.navigation.type']);
        },
      });
      localStorage.hasRun = 'yes';
    </script>`,
  };
  site = await serve(pages, async (request, response) => {
    if (request.url === '/sonde.js')
      return void response
        .setHeader('content-type', 'text/javascript')
        .end(readFileSync('dist/sonde.js', 'utf8'));
    const chunks: Buffer[] = [];
    for await (const chunk of request.on('error', () => {})) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    bodies += request.headers['content-encoding'] ? gunzipSync(body) : body;
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
afterAll(() => site?.close());

const logged = (): string[] => site.requests.filter((request) => /log\?|telemetry/.test(request));

/** Opens a page in a browser that nobody drives, and waits. */
const visit = async (path: string, isDone: () => boolean, expected: string): Promise<void> => {
  const profile = temporaryFolder('prerender');
  const flags = ['--headless=new', ...chromiumFlags];
  const { chromium } = await findBrowsers();
  const sandbox = process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : [];
  site.requests.length = 0;
  spawn(chromium as string, [...flags, ...sandbox, `--user-data-dir=${profile.path}`, site.origin + path], {
    stdio: 'ignore',
  });
  try {
    await eventually(isDone, Boolean, expected);
  } finally {
    await killTree(processesNaming(profile.path));
    profile.remove();
  }
};

describe.runIf(engine === 'chromium')('a prerendered page', () => {
  test('is told when it is shown, and does nothing before', async () => {
    await visit('/', () => logged().some((request) => /page_view/.test(request)), 'a page view');
    const [one, other, shown] = logged();
    // Two pages say these.
    expect([one, other].sort()).toEqual(['GET /log?keys=hasRun', 'GET /log?prerendering=true']);
    expect(shown).toBe('GET /log?page_view=prerender');
  });

  test('with the script tag tells then what the snippet queued', async () => {
    await visit('/queue', () => /page_view/.test(bodies) && /early\.tracked/.test(bodies), 'what was queued');
    expect(logged().slice(0, 2).sort()).toEqual(['GET /log?keys=hasRun', 'GET /log?prerendering=true']);
  });
});
