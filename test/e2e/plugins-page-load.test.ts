import { expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const { site, page } = useSite({
  '/orders/81234': {
    head: `<meta name="traceparent" content="00-${TRACE}-${PARENT}-01">`,
    body: '<script>start(sonde.pageLoad())</script>',
    headers: { 'server-timing': 'db;dur=53.2;desc="the query", cache' },
  },
});

test('the load is told with its phases, in the trace that the server names', async () => {
  await page.goto(`${site.origin}/orders/81234?mail=ann@example.org`);
  const [event, ...rest] = await emittedUntil(page, (events) => events.length > 0, 'the load');
  expect(rest).toEqual([]);
  expect(event).toMatchObject({
    name: 'browser.navigation_timing',
    attributes: {
      'url.template': '/orders/:id',
      'url.full': `${site.origin}/orders/:id`,
      'browser.navigation_timing.type': 'navigate',
    },
  });
  const { attributes, options } = event as unknown as {
    attributes: Record<string, unknown>;
    options: { span: object };
  };
  for (const name of ['sonde.load.waiting', 'sonde.load.response', 'sonde.load.connecting'])
    expect(attributes[name], name).toBeGreaterThanOrEqual(0);
  expect(attributes['browser.navigation_timing.load_event_end']).toBeGreaterThan(0);
  expect(attributes['http.response.body.size']).toBeGreaterThan(100);
  // A browser may keep the header to pages with TLS.
  if (attributes['sonde.server_timing'])
    expect(attributes['sonde.server_timing']).toEqual(['db;dur=53.2;desc=the query', 'cache;dur=0;desc=']);
  else expect(engine).not.toBe('chromium');
  expect(options.span).toMatchObject({
    traceId: TRACE,
    parentSpanId: PARENT,
    spanId: expect.stringMatching(/^[\da-f]{16}$/),
    name: 'load /orders/:id',
    kind: 1,
  });
});
