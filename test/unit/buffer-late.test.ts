// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { init, type Options } from '../../src/init.js';
import type { Plugin } from '../../src/plugin.js';
import { campaign } from '../../src/plugins/campaign.js';
import { sessions } from '../../src/plugins/sessions.js';
import type { Sonde } from '../../src/sonde.js';

/** With `buffer: true`, plugins that are set up after the grant, in the midst of the hand-over, and what they record then. */

let sonde: Sonde;
let heard: string[];
let sent: { readonly name: string; readonly text: string; readonly template: string }[];

/** Hears everything from the start. */
const tap: Plugin = {
  purpose: 'analytics',
  setup: ({ onEmit }) =>
    onEmit(({ name, attributes }) => {
      heard.push(name);
      attributes.heard = true;
    }),
};
const open = (...plugins: Plugin[]): void => {
  sonde = init({
    endpoint: '/telemetry',
    service: 'late',
    consent: 'required',
    buffer: true,
    plugins: [tap, ...plugins],
    onSent(batch) {
      for (const [resource, text] of batch)
        sent.push({
          text,
          name: /"eventName":"([^"]+)/.exec(text)?.[1] ?? '',
          template: /"url\.template","value":\{"stringValue":"([^"]+)/.exec(resource)?.[1] ?? '',
        });
    },
  } satisfies Options);
};
/** What was sent of one kind. */
const told = async (name: string) => {
  await sonde.flush();
  return sent.filter((one) => one.name === name);
};

beforeEach(() => {
  heard = [];
  sent = [];
  history.replaceState(null, '', '/');
  vi.stubGlobal('fetch', async () => Response.json({}));
});
afterEach(() => {
  sonde.stop();
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('what a late plugin records as it is set up is heard, and left out by whoever does so', async () => {
  const late = (setup: Plugin['setup']): Plugin => ({ purpose: 'analytics', late: true, waits: true, setup });
  open(
    late(({ emit, onEmit }) => {
      const undo = onEmit(({ name }) => name !== 'probe');
      emit('probe', {});
      return undo;
    }),
    late(({ emit }) => {
      emit('context', {} as never);
      return () => {};
    }),
  );
  sonde.track('first');
  sonde.track('second');
  sonde.consent.grant();
  expect(heard).toEqual(['first', 'second', 'probe', 'context']);
  const [context] = await told('context');
  expect(context?.text).toContain('"heard"');
  expect(sent.map(({ name }) => name).sort()).toEqual(['context', 'first', 'second']);
});

test('a session that began before the grant is told at once, with the time, page and campaign it began with', async () => {
  history.replaceState(null, '', '/landing?utm_source=mail#top');
  const began = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(began);
  open(campaign(), sessions());
  sonde.track('plan.selected');
  clock.mockReturnValue(began + 60_000);
  history.pushState(null, '', '/other?utm_source=elsewhere');
  sonde.track('page_view', { 'url.full': location.href });
  sonde.consent.grant();
  await Promise.resolve();
  clock.mockRestore();
  expect(heard.filter((name) => name.startsWith('session'))).toEqual(['session.probe', 'session.start']);
  const [start, ...others] = await told('session.start');
  expect(others).toEqual([]);
  expect(start?.text).toContain(`${location.origin}/landing?utm_source=mail"`);
  expect(start?.text).toContain('"sonde.campaign.source","value":{"stringValue":"mail"}');
  expect(start?.text).toContain(`"timeUnixNano":"${began}000000"`);
  expect(start?.template).toBe('/landing');
  expect(await told('session.probe')).toEqual([]);
});

test('of what was refused no session names the page', async () => {
  history.replaceState(null, '', '/hiv-test');
  open(sessions());
  sonde.track('page_view', { 'url.full': location.href });
  sonde.consent.deny('analytics');
  history.pushState(null, '', '/other');
  sonde.track('exception');
  sonde.consent.grant();
  await Promise.resolve();
  expect((await told('session.start')).map(({ text }) => text.includes(`${location.origin}/other"`))).toEqual(
    [true],
  );
  expect(sent.map(({ text }) => text).join()).not.toContain('hiv-test');
});

test('a page view that a plugin leaves out begins no page', async () => {
  open({
    purpose: 'analytics',
    setup: ({ onEmit }) => onEmit(({ attributes }) => attributes.twice !== true),
  });
  sonde.track('page_view', { 'url.full': `${location.origin}/one` });
  sonde.track('page_view', { 'url.full': `${location.origin}/two`, twice: true });
  sonde.track('plan.selected');
  sonde.consent.grant();
  expect((await told('plan.selected')).map(({ template }) => template)).toEqual(['/one']);
});
