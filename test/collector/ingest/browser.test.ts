import { expect, test } from 'vitest';
import { createBrowserReader } from '../../../src/collector/ingest/browser.js';

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    {
      'user_agent.name': 'Chrome',
      'user_agent.version': '126',
      'os.name': 'Windows',
      'sonde.device.class': 'desktop',
    },
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    {
      'user_agent.name': 'Firefox',
      'user_agent.version': '128',
      'os.name': 'Linux',
      'sonde.device.class': 'desktop',
    },
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1',
    {
      'user_agent.name': 'Mobile Safari',
      'user_agent.version': '16',
      'os.name': 'iOS',
      'sonde.device.class': 'tablet',
    },
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    {
      'user_agent.name': 'Chrome',
      'user_agent.version': '126',
      'os.name': 'Android',
      'sonde.device.class': 'mobile',
    },
  ],
  ['Googlebot/2.1 (+http://www.google.com/bot.html)', { 'sonde.device.class': 'bot' }],
  ['OTel-OTLP-Exporter-JavaScript/0.52.1', {}],
  ['', {}],
])('%s', async (userAgent, attributes) => {
  const read = await createBrowserReader();
  expect(read(userAgent)).toMatchObject(attributes);
  if (Object.keys(attributes).length === 0) expect(read(userAgent)).toEqual({});
});

test('a hostile User-Agent is answered, and no more than a thousand are remembered', async () => {
  const read = await createBrowserReader();
  expect(read(`Mozilla/5.0 ${'(((Version/1.1 '.repeat(100_000)}`)).toEqual({});
  const first = read('Mozilla/5.0 Firefox/1.0');
  expect(first).toMatchObject({ 'user_agent.version': '1' });
  expect(read('Mozilla/5.0 Firefox/1.0')).toBe(first);
  for (let index = 2; index < 3000; index += 1) read(`Mozilla/5.0 Firefox/${index}.0`);
  const again = read('Mozilla/5.0 Firefox/1.0');
  expect(again).toEqual(first);
  expect(again).not.toBe(first);
});
