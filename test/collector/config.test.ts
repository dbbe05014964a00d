import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '../../src/collector/config/remote-config.js';
import { eventually } from '../helpers/eventually.js';
import { startCollector, temporaryFolder } from './support/start.js';

test('pages of any origin are told their service’s rates, and a changed file is told soon', async () => {
  const file = join(await temporaryFolder(), 'config.json');
  await writeFile(
    file,
    JSON.stringify({ shop: { sample: { click: 0.1 } }, '*': { sample: { click: 0.5 } } }),
  );
  const messages: string[] = [];
  const { url } = await startCollector({ config: file, log: (message) => messages.push(message) });
  const ask = async (service: string): Promise<unknown> =>
    (await fetch(`${url}/v1/config?service=${service}`)).json();
  expect(await ask('shop')).toEqual({ sample: { click: 0.1 } });
  expect(await ask('other')).toEqual({ sample: { click: 0.5 } });
  expect(await ask('__proto__')).toEqual({ sample: { click: 0.5 } });
  const { headers } = await fetch(`${url}/v1/config?service=shop`, {
    headers: { origin: 'https://a.example' },
  });
  expect(Object.fromEntries(headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=300',
    'content-type': 'application/json; charset=utf-8',
  });
  const again = await fetch(`${url}/v1/config?service=shop`, {
    headers: { 'if-none-match': headers.get('etag') as string },
  });
  expect(again.status).toBe(304);

  await writeFile(file, JSON.stringify({ shop: { sample: { click: 1 } } }));
  await utimes(file, new Date(), new Date(Date.now() + 5_000));
  await eventually(
    () => ask('shop'),
    (answer) => JSON.stringify(answer) === '{"sample":{"click":1}}',
    'the change',
  );
  expect(await ask('other')).toEqual({});
  await writeFile(file, '{"shop":{"sample":{"click":7}}}');
  await utimes(file, new Date(), new Date(Date.now() + 10_000));
  await eventually(
    async () => {
      await ask('shop');
      return messages;
    },
    (said) => said.length > 0,
    'what is wrong to be told',
  );
  expect(messages[0]).toBe(
    'The rate of "click" for "shop" must be a number from 0 to 1. What was right before stands.',
  );
  expect(await ask('shop')).toEqual({ sample: { click: 1 } });
});

test('without a configuration the answer is empty; a wrong one stops the collector from starting', async () => {
  const { url, close } = await startCollector();
  expect(await (await fetch(`${url}/v1/config`)).json()).toEqual({});
  await close();
  await expect(startCollector({ config: '/nowhere.json' })).rejects.toThrow('cannot be read');
  for (const wrong of [[], { shop: 1 }, { shop: { sample: [] } }, { shop: { sample: { click: '1' } } }])
    expect(() => checkConfig(wrong)).toThrow();
});
