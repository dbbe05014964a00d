import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { eventually } from '../helpers/eventually.js';
import { expectExactlyOnce } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** `erase: true`, from the visitor's withdrawal in a page to the rows in the collector's store. */

const APPLICATION = `
import { errors } from 'sonde/errors';
import { init } from 'sonde/init';
import { pageViews } from 'sonde/page-views';

const sonde = init({ endpoint: '/telemetry', service: 'erasing', erase: true, plugins: [pageViews(), errors()] });
Object.assign(window, {
  sonde,
  track: (run, number) => sonde.track('test.event', { 'test.run': run, 'test.number': number }),
});`;

declare const sonde: import('../../src/sonde.js').Sonde;
declare const track: (run: string, number: number) => void;

const useDevice = () =>
  useCollectedSite(
    'test',
    {
      '/': `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>erasing</title>
        <script type="module" src="/application.js"></script></html>`,
    },
    APPLICATION,
  );

/** Two visitors to the same application, each with an origin, and so a device, of their own. */
const [herDevice, hisDevice] = [useDevice(), useDevice()];
const { collector } = herDevice;
const fronts = [herDevice.front, hisDevice.front];

const visit = async ({ browser, site }: typeof herDevice): Promise<Page> => {
  const page = await browser.newPage(site.origin);
  await page.waitFor(() => typeof sonde === 'object');
  return page;
};

const record = (page: Page, run: string, number: number) =>
  page.evaluate(
    ({ run, number }) => {
      track(run, number);
      return sonde.flush();
    },
    { run, number },
  );

/** By what the store knows a visitor. */
const idsOf = (page: Page) =>
  page.evaluate(() => ({
    visitor: localStorage['sonde.erasing.visitor'].slice(0, 32) as string,
    session: localStorage['sonde.erasing.session'].slice(0, 32) as string,
  }));

const rowsOf = async (ids: Awaited<ReturnType<typeof idsOf>>): Promise<number> => {
  const [row] = await collector.query<{ events: number }>(
    `SELECT toUInt32(count()) AS events FROM otel_logs
     WHERE VisitorId = {visitor:String} OR SessionId = {session:String}`,
    ids,
  );
  return row?.events ?? Number.NaN;
};

test('who withdraws is erased from the store, what comes late is not stored, and others stay', async () => {
  const [ann, ben] = [await visit(herDevice), await visit(hisDevice)];
  for (const page of [ann, ben]) await page.evaluate(() => sonde.consent.grant());
  await record(ann, 'erase-ann', 1);
  await record(ben, 'erase-ben', 1);
  // An earlier page of hers, and an error, which names the session only.
  await ann.reload();
  await ann.waitFor(() => typeof sonde === 'object');
  await ann.evaluate(
    () =>
      new Promise<void>((resolve) => {
        addEventListener('error', () => setTimeout(resolve));
        setTimeout(() => {
          throw new TypeError('thrown by the page');
        });
      }),
  );
  await record(ann, 'erase-ann', 2);
  await expectExactlyOnce(collector, 'erase-ann', [1, 2]);
  await expectExactlyOnce(collector, 'erase-ben', [1]);
  const [hers, his] = [await idsOf(ann), await idsOf(ben)];
  // Two page views and the error beside her own.
  expect(await rowsOf(hers)).toBeGreaterThanOrEqual(5);
  const stay = await rowsOf(his);

  // On its way when she withdraws, as a beacon may be.
  for (const front of fronts) front.otherwise({ kind: 'answer', status: 503 });
  await record(ann, 'erase-ann', 3);
  const late = herDevice.front.seen.at(-1);
  await record(ben, 'erase-ben', 2);
  await ann.evaluate(() => sonde.consent.deny());
  for (const front of fronts) front.otherwise({ kind: 'forward' });

  await eventually(
    () => rowsOf(hers),
    (rows) => rows === 0,
    'nothing of the visitor in the store',
  );
  expect(fronts.flatMap(({ others }) => others).filter(({ path }) => path === '/v1/erase')).toHaveLength(1);
  await ann.waitFor(() => Object.keys(localStorage).join() === 'sonde.consent');

  const { body, headers } = late as NonNullable<typeof late>;
  const { 'content-type': type = '', 'content-encoding': encoding } = headers;
  expect(`${encoding ? gunzipSync(body) : body}`).toContain('erase-ann');
  const answer = await fetch(`${collector.address}/v1/logs`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
  });
  expect(answer.status).toBe(200);
  // What comes after it is stored, and it is not.
  await record(ben, 'erase-ben', 3);
  await expectExactlyOnce(collector, 'erase-ben', [1, 2, 3]);
  expect(await rowsOf(hers)).toBe(0);
  expect(await rowsOf(his)).toBe(stay + 2);

  // Who grants again is somebody else.
  await ann.evaluate(() => sonde.consent.grant());
  await record(ann, 'erase-ann', 4);
  await expectExactlyOnce(collector, 'erase-ann', [4]);
  const next = await idsOf(ann);
  expect(Object.values(hers)).not.toContain(next.visitor);
  expect(Object.values(hers)).not.toContain(next.session);
});
