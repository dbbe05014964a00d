import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import ts from 'typescript';

const compilerOptions = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, '.')
    .options,
  sourceMap: true,
  declaration: false,
  isolatedDeclarations: false,
};

/**
 * Types are erased file by file, which `isolatedModules` allows; `tsc` checks them once, when it writes the declarations.
 */
const compile = (target) => ({
  name: 'compile',
  resolveId(specifier, importer) {
    if (!importer || !/^\.\.?\/.*\.js$/.test(specifier)) return null;
    const stem = resolve(dirname(importer), specifier).slice(0, -'.js'.length);
    return [`${stem}.ts`, `${stem}.tsx`].find((path) => existsSync(path)) ?? null;
  },
  transform(text, path) {
    if (!/\.[jt]sx?$/.test(path)) return null;
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: path,
      compilerOptions: { ...compilerOptions, target },
    });
    return { code: outputText, map: sourceMapText };
  },
});

/** When this build began: what is older in `dist` is an earlier one's. */
const BEGUN = Date.now();

/**
 * Takes away what earlier builds left in `dist`, at the end: a collector that serves its dashboard from there has it all
 * the while. tsc writes the declarations after this.
 */
const withoutLeftovers = {
  name: 'without-leftovers',
  writeBundle() {
    for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && statSync(path).mtimeMs < BEGUN) rmSync(path);
    }
  },
};

/** The command is run from a clone as it is here; npm sees to that itself where it installs a package. */
const executable = {
  name: 'executable',
  writeBundle: () => chmodSync('dist/cli/sonde.js', 0o755),
};

const entries = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

/** Modules one to one, so that the barrel and every subpath share one copy of each. */
const modules = {
  input: [
    'src/index.ts',
    'src/init.ts',
    'src/core.ts',
    ...entries('src/plugins'),
    ...entries('src/consent'),
    ...entries('src/consent/banner-texts'),
    'src/panel/panel.ts',
    ...entries('src/profiles'),
    ...entries('src/frameworks'),
    'src/collector/index.ts',
    ...entries('src/cli'),
  ],
  external: (id) => !/^[./]|^src\//.test(id),
  output: {
    dir: 'dist',
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: 'src',
    sourcemap: false,
    // A server component that imports it means the browser's.
    banner: ({ name }) => (name === 'frameworks/react' ? "'use client';" : ''),
  },
  plugins: [compile(ts.ScriptTarget.ES2022), executable],
};

/**
 * Properties that nothing outside the script-tag file reads, Sonde's own and web-vitals' options and additions: nothing
 * of the platform, of `window.sonde` or of the wire may be named so. Shorter names are worth 1.5 %.
 */
const INTERNAL =
  /^(purpose|late|telemetry|delta|rating|events|age|attributes|ignore|onHidden|firstHiddenTime|setup|emit|onEmit|stages|compress|scrub|onDrop|onError|beacon|isStored|onKept|onSent|transport|resource|prefix|spill|subscribe|allowQuery|flushEvery|urlTemplate|plugins|bounds|repeats|reportAllChanges|reportSoftNavs|navigationURL|navigationInteractionId|navigationStartTime|_[a-z]\w+)$/;

/** Ends a file where its code ends: what is copied out of it without the line break has the file's hash, too. */
const withoutLineBreak = {
  name: 'without-line-break',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) file.code = file.code.trimEnd();
  },
};

/** Writes the hash of a file beside it, as the attribute `integrity` and a policy's `script-src` take it. */
const integrity = () => ({
  name: 'integrity',
  writeBundle({ file }) {
    writeFileSync(
      `${file}.sri`,
      `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}\n`,
    );
  },
});

/** The same where consent managers are read, whose data have a `purpose`. */
const INTERNAL_MANAGERS = new RegExp(INTERNAL.source.replace('purpose|', ''));

/** What web-vitals has for options that nothing here gives, and for its attribution build: what stands in its place. */
const UNUSED = [
  [/, (?:opts\.)?reportAllChanges(?=\))/g, ''],
  [/ \|\| reportAllChanges\b/g, ''],
  [/!opts\.reportAllChanges && /g, ''],
  [/ &&\s+opts &&\s+opts\.reportSoftNavs/g, ''],
  [/opts\.durationThreshold \?\? /g, ''],
  // `vitals` asks for soft navigations but of TTFB, which would be 0.
  [/checkSoftNavsEnabled\(opts\)(?=;\s+let metric = initMetric\('TTFB'\))/g, 'false'],
  // Each vital is begun once, with options of its own.
  [/\binitUnique\(opts, (\w+)\)/g, '/* @__PURE__ */ new $1()'],
  [/this\._on\w+\?\.\(\w+\);/g, ''],
  [/lcpEntryManager\._processEntry\(.+?\);$/gm, ''],
  [/if \(\w+\._softNavigationEntryMap && [^}]*\}/g, ''],
  [/^ +_(on\w+|softNavigationEntryMap);$/gm, ''],
  // `vitals` tells of no entries; and web-vitals itself needs none of an interaction, once it is counted.
  [/^ +(?:metric|interaction)\.entries.*;$/gm, ''],
  [/^ +(?:const |let )?(?:metricE|e)ntries = \[.*\];$/gm, ''],
  [/^ +entries(?:: \[\w*\])?,$/gm, ''],
  [/ else if \(entry\.duration === interaction\._latency &&[^}]*\}/g, ''],
  // Nor does it tell of these, and LCP alone needs an id, of a soft navigation.
  [/^ +navigationStartTime: .*$/gm, ''],
  [/^ +metric\.navigationId = .*$/gm, ''],
  [/^ +id: -1,$/gm, ''],
  // Options go no further than to web-vitals' own questions of them.
  [/^ +\.\.\.opts,$/gm, ''],
  [/(?<=, handleSoftNavEntries), opts(?=\))/g, ''],
  // What is set before it is read, what an observer never gives, and a delay that `setTimeout` takes for 0.
  [/(?<=let idleHandle) = -1/g, ''],
  [/if \(!entry\)\s+continue;/g, ''],
  [/'requestIdleCallback' in globalThis \? 1000 : 0/g, '1000'],
  // Plugins are set up once a page is shown, never while it is prerendered.
  [/document\.prerendering/g, 'false'],
  [/whenActivated\(\(\) => (\{[\s\S]*\n {4}\})\);/g, '$1'],
  [/^ +(?:add|remove)EventListener\('prerenderingchange', onVisibilityUpdate, true\);$/gm, ''],
  [/event\.type === 'visibilitychange'/g, 'true'],
  // A browser that has this method tells of soft navigations.
  [/globalThis\.PerformanceObserver\?\.supportedEntryTypes\?\.includes\('soft-navigation'\) &&/g, ''],
  [
    /typeof (?=globalThis\.PerformanceSoftNavigation)|(?<=getLargestInteractionContentfulPaint) === 'function'/g,
    '',
  ],
  // What is not forced is told with `reportAllChanges` only.
  [/^ +report\(\);$/gm, ''],
  [/^ +(?:setTimeout|doubleRAF)\(report\);$/gm, ''],
  [/\breport\(forceReport\)/g, 'if (forceReport) report()'],
  [/\breport\(true\)/g, 'report()'],
  [/if \(forceReport\) (?=\{\s+delta)/g, ''],
  // What cannot be otherwise: a largest number once there is one, the polyfill's beginning, the last of LCP's types.
  [/maxKnownInteractionId\s+\?\s+(\(.*)\s+: 0/g, '$1'],
  [/(?<='interactionCount' in performance) \|\| po/g, ''],
  [/else if \(entry\.entryType === 'interaction-contentful-paint'\)/g, 'else'],
  // The same, shorter. The identifier is as unique: 52 bits of chance instead of 43 and the time.
  [/document\.visibilityState === 'hidden'/g, 'document.hidden'],
  [/`v6-.*`/g, 'Math.random().toString(36)'],
  [/\bglobalThis\b/g, 'window'],
];

/**
 * web-vitals from its modules, without what is unused: its bundle is minified already, and so to be taken whole. Says so
 * where a later version of it has no such place any more.
 */
const vitals = () => {
  const missing = new Set(UNUSED.map(([pattern]) => pattern));
  return {
    name: 'vitals',
    resolveId: (id) =>
      id === 'web-vitals' ? resolve('node_modules/web-vitals/dist/modules/index.js') : null,
    transform: (text, path) =>
      /web-vitals.dist.modules/.test(path)
        ? UNUSED.reduce((code, [pattern, instead]) => {
            if (code.search(pattern) >= 0) missing.delete(pattern);
            return code.replace(pattern, instead);
          }, text)
        : null,
    buildEnd(error) {
      if (!error && missing.size) this.error(`web-vitals has no ${[...missing]}.`);
    },
  };
};

/**
 * A script-tag file. `toplevel` mangling and two compress passes are worth about 3 % here.
 *
 * @param file its path.
 * @param internal the properties that may have shorter names.
 * @param more plugins that put something in a module's place, or have something else to do.
 */
const script = (file, internal, ...more) => ({
  input: 'src/script.ts',
  // Without "use strict", twelve bytes that change nothing here: modules were checked as what they are.
  output: { file, format: 'iife', sourcemap: true, strict: false },
  plugins: [
    ...more,
    vitals(),
    // web-vitals too: no bundler of the page's own comes after this one.
    compile(ts.ScriptTarget.ES2021),
    nodeResolve({ browser: true }),
    terser({
      ecma: 2020,
      toplevel: true,
      compress: {
        passes: 6,
        unsafe_arrows: true,
        unsafe: true,
        unsafe_methods: true,
        keep_fargs: false,
        // No property of ours or of the platform that is read here does anything by being read.
        pure_getters: true,
        // Longer by themselves, and shorter after brotli: by trial.
        arrows: false,
        hoist_funs: true,
        loops: false,
      },
      // The platform has properties of some of these names, which nothing in the file reads. Three names that are not given
      // to variables shift all others, to what brotli writes shorter: by trial, too.
      mangle: { reserved: ['p', 'Y', 'S'], properties: { regex: internal, builtins: true } },
      format: { comments: false },
    }),
    integrity(),
  ],
});

/** Puts the consent managers where the script has the banner. */
const managers = {
  name: 'managers',
  resolveId: (id) => (/\/script-source\.js$/.test(id) ? resolve('src/consent/script-managers.ts') : null),
};

/** What a page has inline before the script-tag file: no line break, nor anything that ends a script element. */
const stub = {
  input: 'src/stub.ts',
  output: { file: 'dist/stub.js', format: 'iife', sourcemap: false, strict: false },
  plugins: [
    compile(ts.ScriptTarget.ES2020),
    terser({
      ecma: 2020,
      toplevel: true,
      compress: { passes: 3, unsafe_arrows: true },
      format: { comments: false, inline_script: true, ascii_only: true },
    }),
    withoutLineBreak,
    integrity(),
  ],
};

/**
 * The banner's words in another language for pages with the script tag: a file that comes before `sonde.js` and leaves
 * them where that looks for them.
 */
const words = entries('src/consent/banner-texts').map((path) => {
  const entry = `words of ${path}`;
  return {
    input: entry,
    output: { file: `dist/banner.${basename(path, '.ts')}.js`, format: 'iife', sourcemap: false },
    plugins: [
      {
        name: 'words',
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) =>
          id === entry
            ? `import * as words from ${JSON.stringify(resolve(path))};
               (window.sonde ||= { q: [] }).text = Object.values(words)[0];`
            : null,
      },
      compile(ts.ScriptTarget.ES2022),
      terser({ ecma: 2020, format: { comments: false } }),
    ],
  };
});

const CLIENT = 'src/collector/dashboard/client';

/** The dashboard's document, icon and style sheet: the chart library's sheet and its own, one after the other. */
const dashboardFiles = () => ({
  name: 'dashboard-files',
  generateBundle() {
    const emit = (fileName, source) => this.emitFile({ type: 'asset', fileName, source });
    for (const file of ['index.html', 'icon.svg']) emit(file, readFileSync(`${CLIENT}/${file}`));
    const sheets = [
      'tokens',
      'base',
      'layout',
      'bars',
      'tables',
      'tiles',
      'panels',
      'charts',
      'dialogs',
      'screens',
    ].map((name) => `${CLIENT}/styles/${name}.css`);
    emit(
      'dashboard.css',
      ['node_modules/uplot/dist/uPlot.min.css', ...sheets]
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n'),
    );
  },
});

/** The dashboard's client, which the collector serves. */
const dashboard = {
  input: `${CLIENT}/main.tsx`,
  output: {
    dir: 'dist/dashboard',
    format: 'es',
    entryFileNames: 'dashboard.js',
    chunkFileNames: 'uplot.js',
    sourcemap: false,
  },
  plugins: [
    compile(),
    nodeResolve({ browser: true }),
    terser({ ecma: 2020, module: true, format: { comments: false } }),
    dashboardFiles(),
  ],
};

export default [
  modules,
  script('dist/sonde.js', INTERNAL),
  dashboard,
  stub,
  ...words,
  // The last one.
  script('dist/sonde-cmp.js', INTERNAL_MANAGERS, managers, withoutLeftovers),
];
