#!/usr/bin/env node
/**
 * What Sonde weighs, measured from the sources and the built modules as a user's bundler would take them.
 *
 *   node test/build/sizes.mjs            prints the sizes
 *   node test/build/sizes.mjs --write    writes them into README.md: a table between two marks, and the plugins' cells
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { minify } from 'terser';
import configurations from '../../rollup.config.mjs';

/** @typedef {{ min: number, gzip: number, brotli: number }} Size bytes */
/** @typedef {{ name: string, size: Size, budget?: number }} Row budget: bytes after brotli */

const KB = 1024;

const CORE = "export { core } from 'sonde/core';";
const INIT = "export { init } from 'sonde/init';";

/** @returns {Promise<Row[]>} */
export async function measureSizes() {
  const core = await bundle(CORE);
  const init = await bundle(INIT);
  const built = (/** @type {string} */ name) =>
    sizeOf(readFileSync(new URL(`../../dist/${name}`, import.meta.url)));
  const whole = built('sonde.js');
  const bare = await scriptWithoutBanner();
  const plugins = [];
  for (const { name, subpath } of pluginSubpaths()) {
    const size = await bundle(`${INIT} export * from '${subpath}';`);
    const exported = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    plugins.push({ name: `\`${exported}\``, size: difference(size, init), budget: 1 * KB });
  }
  const sources = [];
  for (const { name, subpath } of sourceSubpaths()) {
    const size = difference(await bundle(`${INIT} export * from '${subpath}';`), init);
    sources.push({ name: `consent source, the largest (\`${name}\`)`, size, budget: 1 * KB });
  }
  sources.sort((a, b) => b.size.brotli - a.size.brotli);
  return [
    { name: 'core (`sonde/core`)', size: core, budget: 3 * KB },
    { name: 'with its standard stages (`sonde/init`)', size: init },
    ...plugins,
    ...sources.slice(0, 1),
    {
      name: 'web-vitals, which `vitals` imports',
      size: await bundle("export { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';", []),
    },
    {
      name: 'privacy panel (`sonde/panel`)',
      size: await bundle("export { panel } from 'sonde/panel';"),
      budget: 3 * KB,
    },
    { name: 'script tag without the banner', size: bare, budget: 8.5 * KB },
    { name: 'the banner on top', size: difference(whole, bare), budget: 1.5 * KB },
    { name: 'script tag, whole (`sonde.js`)', size: whole, budget: 10 * KB },
    {
      name: 'script tag with all consent managers (`sonde-cmp.js`)',
      size: built('sonde-cmp.js'),
      budget: 10.5 * KB,
    },
  ];
}

/** @param {Row} row */
export const isPlugin = ({ name }) => name.startsWith('`');

const bytes = (/** @type {number} */ value) => `${value.toLocaleString('en')} B`;

/** What is no plugin. @param {Row[]} rows @returns {string} Markdown */
export function sizeTable(rows) {
  return [
    '| | minified | gzip 9 | brotli 11 | budget (brotli) |',
    '|---|---:|---:|---:|---:|',
    ...rows
      .filter((row) => !isPlugin(row))
      .map(
        ({ name, size, budget }) =>
          `| ${name} | ${bytes(size.min)} | ${bytes(size.gzip)} | ${bytes(size.brotli)} | ${budget ? bytes(budget) : ''} |`,
      ),
  ].join('\n');
}

/** README.md with these sizes in it. @param {string} readme @param {Row[]} rows */
export function withSizes(readme, rows) {
  const [start, end] = MARKS.map((mark) => readme.indexOf(mark));
  if (start < 0 || end < start) throw new Error(`README.md lacks the marks ${MARKS.join(' and ')}.`);
  const table = `${readme.slice(0, start + MARKS[0].length)}\n${sizeTable(rows)}\n${readme.slice(end)}`;
  return rows.filter(isPlugin).reduce((text, { name, size }) => {
    const row = new RegExp(`^(\\| ${name} \\| )[\\d,]+ B `, 'm');
    if (!row.test(text)) throw new Error(`README.md has no row of the plugin ${name} in its table.`);
    return text.replace(row, `$1${bytes(size.brotli)} `);
  }, table);
}

/** The marks in README.md between which the table stands. */
const MARKS = ['<!-- sizes -->', '<!-- /sizes -->'];

/** Each plugin by its file's name, with the subpath that package.json gives it. */
export const pluginSubpaths = () => subpathsOf('plugins');

/** Each consent source by its file's name, with its subpath; without what is none by itself. */
export const sourceSubpaths = () =>
  subpathsOf('consent').filter(({ name }) => !/^(banner.*|consent-record|honour-dnt)$/.test(name));

/** @param {string} folder */
function subpathsOf(folder) {
  const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const path = /** @type {any} */ (target).default ?? '';
    const [, name] = new RegExp(`^\\./dist/${folder}/(.+)\\.js$`).exec(path) ?? [];
    return name ? [{ name, subpath: subpath.replace('.', 'sonde') }] : [];
  });
}

/**
 * Minifies with the terser options of the script-tag file: what its rollup configuration was made with. Here and not by
 * Rollup's plugin, which starts a thread for each bundle: that is slow until it is warm.
 */
const minified = {
  name: 'minified',
  /** @param {string} code */
  async renderChunk(code) {
    const result = await minify(code, {
      ecma: 2020,
      module: true,
      compress: { passes: 3, unsafe_arrows: true },
      format: { comments: false },
    });
    return result.code ?? '';
  },
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const resolver = nodeResolve({ browser: true, rootDir: ROOT });

/** What Rollup has parsed: each bundle has most modules of the one before. @type {import('rollup').RollupCache | undefined} */
let parsed;

/** Bundles and minifies an entry as an ES module. @param {string} text @param {string[]} external */
async function bundle(text, external = ['web-vitals']) {
  const entry = {
    name: 'entry',
    resolveId: (/** @type {string} */ id) => (id === 'entry' ? id : null),
    load: (/** @type {string} */ id) => (id === 'entry' ? text : null),
  };
  return generate(
    { input: 'entry', external, plugins: [entry, resolver, minified], cache: parsed ?? true },
    'es',
  );
}

/** The script-tag file by its own configuration, with nothing where the banner is. */
async function scriptWithoutBanner() {
  const [, script] = configurations;
  const noBanner = {
    name: 'no-banner',
    resolveId: (/** @type {string} */ id) => (/\/script-source\.js$/.test(id) ? 'no-banner' : null),
    load: (/** @type {string} */ id) =>
      id === 'no-banner' ? 'export const scriptSource = (name) => name;' : null,
  };
  return generate({ input: script.input, plugins: [noBanner, ...script.plugins] }, 'iife');
}

/** @param {import('rollup').RollupOptions} options @param {'es' | 'iife'} format */
async function generate(options, format) {
  const build = await rollup({
    ...options,
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await build.generate({ format, strict: false, sourcemap: false });
  await build.close();
  if (format === 'es') parsed = build.cache;
  if (output.length !== 1) throw new Error(`One file was expected, not ${output.length}.`);
  return sizeOf(Buffer.from(output[0].code));
}

/** @param {Buffer} file @returns {Size} */
function sizeOf(file) {
  const text = Buffer.from(
    file
      .toString()
      .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
      .trim(),
  );
  return {
    min: text.length,
    gzip: gzipSync(text, { level: 9 }).length,
    brotli: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}

/** @param {Size} whole @param {Size} part @returns {Size} */
const difference = (whole, part) => ({
  min: whole.min - part.min,
  gzip: whole.gzip - part.gzip,
  brotli: whole.brotli - part.brotli,
});

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const rows = await measureSizes();
  if (process.argv.includes('--write'))
    writeFileSync('README.md', withSizes(readFileSync('README.md', 'utf8'), rows));
  else for (const { name, size } of rows) console.log(`${bytes(size.brotli).padStart(9)}  ${name}`);
}
