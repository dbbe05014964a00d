import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleCommand } from '../../collector/support/command.js';
import { engine } from '../../helpers/engine.js';
import { findBrowsers } from '../../helpers/find-browsers.mjs';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

/** `sonde verify-consent`, as it is typed, on real pages. It drives a Chromium, whatever engine this run is for. */

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

const page = (script: string, before = '', body = ''): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">
${before}<script src="${script}" data-endpoint="/telemetry" data-service="shop"></script>
<h1>A page</h1>${body}</html>`;

/** A build of Sonde that does, before any answer, what it may not; and says goodbye after a withdrawal. */
const LEAK = `
document.cookie = 'sonde_id=1'; document.cookie = 'sonde_id=; max-age=0';
fetch('/telemetry/v1/logs', { method: 'POST', body: '{}' });
addEventListener('scroll', () => {});
sonde.consent.onChange(({ analytics }) => { if (analytics === 'denied') sessionStorage.setItem('left', '1'); });`;

const OTHER = `document.cookie = '_other=1'; localStorage.setItem('<b>ad</b>', '1'); fetch('/collect?id=4711')`;

const BUTTONS = `<button id="yes">Yes</button><button id="no">No</button>
<button id="settings">Settings</button><button id="never" hidden>Never</button>
<script>
  yes.onclick = () => sonde.consent.grant(); no.onclick = () => sonde.consent.deny();
  settings.onclick = () => { never.hidden = false }; never.onclick = () => sonde.consent.deny();
</script>`;

describe.runIf(engine === 'chromium')('sonde verify-consent', () => {
  let command: Awaited<ReturnType<typeof bundleCommand>>;
  let site: PageServer;
  let receiver: Server;
  let shop: Awaited<ReturnType<typeof import('../../../demo/shop/server.mjs').createShop>>;
  let shopAddress: string;
  let browser: string;
  let folder: ReturnType<typeof temporaryFolder>;

  const run = (args: readonly string[], path = command.path): Promise<Outcome> =>
    new Promise((done) => {
      execFile(process.execPath, [path, 'verify-consent', ...args], (error, out, text) =>
        done({ code: error ? Number(error.code) : 0, out, error: text }),
      );
    });

  beforeAll(async () => {
    folder = temporaryFolder('verify');
    command = await bundleCommand();
    browser = (await findBrowsers()).chromium ?? '';
    receiver = createServer((request, response) => {
      request.resume();
      const isScript = request.url?.startsWith('/sonde.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'application/json');
      response.end(isScript ? readFileSync('dist/sonde.js') : '{}');
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { createShop } = await import('../../../demo/shop/server.mjs');
    shop = await createShop({
      collector: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    });
    shopAddress = await shop.listen({ port: 0, host: '127.0.0.1' });
    site = await startPageServer();
    site.mount('/telemetry', (request, response) => receiver.emit('request', request, response));
    site.serve('/leaking.js', `${readFileSync('dist/sonde.js', 'utf8')}\n${LEAK}`);
    site.serve('/other.js', OTHER);
    site.serve('/collect', '');
    site.serve('/leaking', page('/leaking.js', '<script src="/other.js"></script>'));
    site.serve('/buttons', page('/dist/sonde.js', '<script src="/other.js"></script>', BUTTONS));
    site.serve('/empty', '<!doctype html><title>empty</title>');
  });
  afterAll(async () => {
    await shop?.close();
    await site?.close();
    receiver?.closeAllConnections();
    receiver?.close();
    await command?.remove();
    folder?.remove();
  });

  test('a shop that keeps to the answer, one whose Sonde leaks, and one whose own buttons are pressed', async () => {
    const html = join(folder.path, 'leaking.html');
    const [kept, broken, pressed] = await Promise.all([
      run([`${shopAddress}/`, '--browser', browser]),
      run([`${site.origin}/leaking`, '--browser', browser, '--html', html]),
      run([
        ...[`${site.origin}/buttons`, '--browser', browser, '--gpc'],
        ...['--accept', '#yes', '--reject', '#no', '--withdraw', '#settings', '--withdraw', '#never'],
      ]),
    ]);

    expect(kept.error).toBe('');
    expect(kept.out).toContain("Sonde kept to the visitor's answer.");
    expect(kept.out).not.toContain('BREACH');
    expect(kept.code).toBe(0);
    expect(kept.out).toContain(`requested: ${shopAddress}/telemetry/v1/logs`);
    const chapters = kept.out.split(/\n\n/);
    const [unknown = '', denied = '', granted = '', withdrawn = '', again = ''] = chapters.slice(1);
    expect(unknown).toMatch(/^Before an answer\n {2}Sonde:\n( {4}(listens to|observes by): .*\n)+ {2}other/);
    expect(denied).toMatch(/^Refused\n[\s\S]*localStorage: sonde\.consent\n/);
    expect(granted).toMatch(/^Granted\n[\s\S]*IndexedDB: sonde\.shop\.\n/);
    expect(withdrawn).toMatch(/^Withdrawn\n[\s\S]*IndexedDB deleted: sonde\.shop\./);
    expect(withdrawn).not.toMatch(/requested: .*telemetry|IndexedDB: /);
    expect(again).toMatch(/^Granted again\n[\s\S]*IndexedDB: sonde\.shop\.\n/);

    expect(broken.code, broken.error).toBe(1);
    expect(broken.out).toContain("Sonde broke the visitor's answer");
    const before = broken.out.split(/\n\n/)[1] as string;
    expect(before).toContain('BREACH cookie written: sonde_id');
    expect(before).toContain(`BREACH requested: ${site.origin}/telemetry/v1/logs`);
    expect(before).toContain('BREACH listens to: window scroll');
    expect(before).toContain(`cookie: _other  by ${site.origin}/other.js`);
    expect(before).toContain(`requested: ${site.origin} `);
    expect(before).not.toContain('BREACH cookie: _other');
    expect(broken.out).toMatch(/\nWithdrawn\n[\s\S]*BREACH sessionStorage: left/);
    const report = readFileSync(html, 'utf8');
    expect(report).toContain('&#60;b&#62;ad&#60;/b&#62;');
    expect(report).not.toMatch(/<script|<b>|<link|<img/);

    expect(pressed.error).toBe('');
    expect(pressed.out).toContain('with Global Privacy Control');
    expect(pressed.out).not.toMatch(/Before an answer|Granted again|BREACH/);
    expect(pressed.out).toContain('Other scripts stored 2 things without a grant');
    expect(pressed.code).toBe(0);
  });

  test('what cannot be verified is said in one sentence, with exit code 2', async () => {
    const alone = join(folder.path, 'alone');
    mkdirSync(join(alone, 'node_modules'), { recursive: true });
    writeFileSync(join(alone, 'package.json'), '{}');
    for (const file of readdirSync(dirname(command.path)))
      copyFileSync(join(dirname(command.path), file), join(alone, file));
    const cases: readonly (readonly [args: readonly string[], sentence: string, path?: string])[] = [
      [[], 'Give the address of one page: see sonde verify-consent --help.'],
      [['shop.example'], 'The page\'s address is http or https, not "shop.example".'],
      [['http://x.example', '--acept', '#a'], "Unknown option '--acept': see sonde verify-consent --help."],
      [
        ['http://x.example', '--accept', '#a'],
        'Give --accept, --reject and --withdraw together, or none of them.',
      ],
      [['http://x.example', '--html', ''], '--html needs a value.'],
      [['http://127.0.0.1:9/', '--browser', browser], 'http://127.0.0.1:9/ cannot be opened (UNSAFE_PORT).'],
      [[`${site.origin}/none`, '--browser', browser], `${site.origin}/none answers with status 404.`],
      [
        [`${site.origin}/empty`, '--browser', browser],
        'There is no Sonde on this page to tell an answer: give the buttons by --accept, --reject and --withdraw.',
      ],
      [
        [site.origin, '--browser', '/nowhere/chromium'],
        '/nowhere/chromium does not start as a Chromium: name another by --browser.',
      ],
      [
        [site.origin],
        'Verifying a page needs playwright-core: npm install --save-dev playwright-core',
        join(alone, 'sonde.mjs'),
      ],
    ];
    await Promise.all(
      cases.map(async ([args, sentence, path]) =>
        expect(await run(args, path)).toEqual({ code: 2, out: '', error: `sonde: ${sentence}\n` }),
      ),
    );
  });
});
