import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `Usage: npm start -- [options]

Builds Sonde, starts its collector and dashboard on an embedded ClickHouse, and a demo shop that is observed by it.

  --data DIR        where the collector keeps its data (.sonde/data)
  --port N          the collector's and dashboard's port (4318, else the next free one)
  --shop-port N     the shop's port (4173, else the next free one)
  --release V       the release of the shop that visitors get (1.4.2; 1.5.0 is worse)
  --traffic         also sends synthetic visitors through the shop, in a headless Chromium, until stopped
  --visitors N      with --traffic: as many visitors, then no more
  --help            shows this

Ctrl-C stops everything. The single-page application has its own command: npm run demo:spa`;

const wholeNumber = (name, text, from, to) => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < from || number > to)
    throw new Error(`--${name} wants a whole number from ${from} to ${to}, not "${text}".`);
  return number;
};

/**
 * The command line as options; paths are absolute, numbers are numbers, and what was not given is `undefined`.
 *
 * @param root the repository's folder, where the data is kept by default
 * @throws an error whose message is one sentence for the person at the terminal
 */
export const readOptions = (argv, root) => {
  const { values } = parse(argv);
  return {
    help: values.help === true,
    data: values.data ? resolve(values.data) : resolve(root, '.sonde/data'),
    port: wholeNumber('port', values.port, 1, 65_535),
    shopPort: wholeNumber('shop-port', values['shop-port'], 1, 65_535),
    release: values.release,
    traffic: values.traffic === true || values.visitors !== undefined,
    visitors: wholeNumber('visitors', values.visitors, 1, 1_000_000),
  };
};

const parse = (args) => {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        data: { type: 'string' },
        port: { type: 'string' },
        'shop-port': { type: 'string' },
        release: { type: 'string' },
        traffic: { type: 'boolean' },
        visitors: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${error.message.split('. ')[0].replace(/\.$/, '')}; --help lists what there is.`);
  }
};
