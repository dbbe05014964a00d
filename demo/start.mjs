#!/usr/bin/env node
/** `npm start`: the whole of Sonde on one machine, with a shop to observe. `--help` says more. */
import { relative, resolve } from 'node:path';
import { build, isBuilt } from './start/build.mjs';
import { HELP, readOptions } from './start/options.mjs';
import { choosePort } from './start/ports.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const COLLECTOR_PORT = 4318;
const SHOP_PORT = 4173;
const HOST = '127.0.0.1';

const say = (text) => process.stdout.write(`${text}\n`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** What was started, to be stopped in the opposite order. */
const started = [];
let stopping;

const stop = () => {
  stopping ??= (async () => {
    for (const one of started.reverse()) await one();
  })();
  return stopping;
};

const run = async () => {
  const options = readOptions(process.argv.slice(2), ROOT);
  if (options.help) return say(HELP);

  const port = await choosePort(options.port, COLLECTOR_PORT);
  const shopPort = await choosePort(options.shopPort, SHOP_PORT, { avoid: port });

  if (!isBuilt(ROOT)) {
    const since = performance.now();
    say('Building …');
    const abort = new AbortController();
    started.push(() => abort.abort());
    await build(ROOT, abort.signal);
    say(`Built in ${seconds(since)}.`);
  }

  // After the build, and with a sentence of their own where the packages are missing.
  const { startCollector } = await import('./start/collector.mjs');
  const { createShop } = await import('./shop/server.mjs');

  const collector = await startCollector({ root: ROOT, data: options.data, port, host: HOST, log: say });
  started.push(collector.close);
  const shop = await createShop({
    collector: `http://${HOST}:${port}`,
    release: options.release,
  });
  started.push(() => shop.close());
  await shop.listen({ port: shopPort, host: HOST });

  if (port !== (options.port ?? COLLECTOR_PORT))
    say(`Port ${COLLECTOR_PORT} is taken: the dashboard is on ${port}.`);
  if (shopPort !== (options.shopPort ?? SHOP_PORT))
    say(`Port ${SHOP_PORT} is taken: the shop is on ${shopPort}.`);
  say(`\n  Shop       http://localhost:${shopPort}\n  Dashboard  http://localhost:${port}\n`);
  say(`Data is kept in ${relative(process.cwd(), options.data) || '.'}. Ctrl-C stops everything.`);

  if (!options.traffic) return;
  const { startTraffic } = await import('./traffic/traffic.mjs');
  const traffic = await startTraffic({ shop: `http://${HOST}:${shopPort}`, visitors: options.visitors, say });
  started.push(traffic.stop);
};

const fail = (error) => {
  if (stopping) return;
  const [, name] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
  process.stderr.write(
    `${name ? `The package ${name} is not installed: run npm ci first.` : error.message}\n`,
  );
  process.exitCode = 1;
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, async () => {
    if (stopping) process.exit(130);
    say('\nStopping …');
    await stop().catch(fail);
    process.exit();
  });

run().catch(async (error) => {
  fail(error);
  await stop().catch(() => {});
  process.exit();
});
