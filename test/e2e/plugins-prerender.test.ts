import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

beforeAll(async () => {
  site = await serve({
    '/': `<script type="speculationrules">{"prerender":[{"urls":["/shown"],"eagerness":"immediate"}]}</script>
      <script>
        const waiting = setInterval(() => {
          if (!localStorage.hasRun) return;
          clearInterval(waiting);
          fetch('/log?keys=' + Object.keys(localStorage)).then(() => setTimeout(() => location.assign('/shown'), 1000));
        }, 20);
      </script>`,
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
  });
});
afterAll(() => site?.close());

test.runIf(engine === 'chromium')(
  'a prerendered page is told when it is shown, and does nothing before',
  async () => {
    const profile = temporaryFolder('prerender');
    const flags = ['--headless=new', ...chromiumFlags];
    const { chromium } = await findBrowsers();
    const sandbox = process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : [];
    spawn(chromium as string, [...flags, ...sandbox, `--user-data-dir=${profile.path}`, site.origin], {
      stdio: 'ignore',
    });
    try {
      const logged = () => site.requests.filter((request) => /log\?|telemetry/.test(request));
      await eventually(logged, (found) => found.some((request) => /page_view/.test(request)), 'a page view');
      const [one, other, shown] = logged();
      // Two pages say these.
      expect([one, other].sort()).toEqual(['GET /log?keys=hasRun', 'GET /log?prerendering=true']);
      expect(shown).toBe('GET /log?page_view=prerender');
    } finally {
      await killTree(processesNaming(profile.path));
      profile.remove();
    }
  },
);
