import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readModule } from './architecture/read-module.js';
import { breaches, cycles, ENTRIES, type Modules } from './architecture/rooms.js';

const modulesOf = (texts: Readonly<Record<string, string>>): Modules =>
  new Map(Object.entries(texts).map(([path, text]) => [path, readModule(path, text)]));

const src: Modules = modulesOf(
  Object.fromEntries(
    readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
      .map((path) => [path, readFileSync(`src/${path}`, 'utf8')]),
  ),
);

describe('the sources', () => {
  test('import along the table, and do nothing when imported', () => {
    expect(src.size).toBeGreaterThan(30);
    expect(breaches(src)).toEqual([]);
  });

  test('have no cycles', () => {
    expect(cycles(src)).toEqual([]);
  });

  test('do something in their entries only', () => {
    const entries = [...src].filter(([path]) => ENTRIES.test(path));
    for (const [path, { effects }] of entries) expect(effects, path).not.toEqual([]);
  });
});

/** The checker must be able to fail: each bad module below breaks one rule, and is found by it. */
describe('the checker', () => {
  const room = (path: string, text: string): string[] =>
    breaches(
      modulesOf({
        'event.ts': '',
        'plugin.ts': '',
        'sonde.ts': '',
        'init.ts': '',
        'browser/id.ts': '',
        'plugins/other.ts': '',
        'outbox/store.ts': '',
        'pipeline/encode.ts': '',
        'collector/index.ts': '',
        [path]: text,
      }),
    );

  test.each([
    ['event.ts', "import { id } from './browser/id.js';", 'event may not import browser'],
    ['plugins/clicks.ts', "import { other } from './other.js';", 'plugins may not import its sibling'],
    ['plugins/clicks.ts', "export * from './other.js';", 'plugins may not import its sibling'],
    ['plugins/clicks.ts', "import { init } from '../init.js';", 'plugins may not import init'],
    ['plugins/clicks.ts', "import { x } from '../sonde.js';", 'plugins may not import sonde'],
    [
      'plugins/clicks.ts',
      "const later = () => import('../outbox/store.js');",
      'plugins may not import outbox',
    ],
    ['plugins/clicks.ts', "type T = import('../init.js').T;", 'plugins may not import types of init'],
    ['pipeline/page.ts', "import { store } from '../outbox/store.js';", 'pipeline may not import outbox'],
    [
      'pipeline/page.ts',
      "import type { T } from '../outbox/store.js';",
      'pipeline may not import types of outbox',
    ],
    ['browser/listen.ts', "import { a } from '../event.js';", 'browser may not import event'],
    ['init.ts', "import { other } from './plugins/other.js';", 'init may not import plugins'],
    ['outbox/row.ts', "import { get } from 'idb';", 'outbox may not import the package idb'],
    [
      'browser/id.ts',
      "import { randomUUID } from 'node:crypto';",
      'browser may not import the package node:crypto',
    ],
    [
      'collector/ingest.ts',
      "import { encode } from '../pipeline/encode.js';",
      'collector may not import pipeline',
    ],
    [
      'collector/ingest.ts',
      "import { UAParser } from 'bowser';",
      'collector may not import the package bowser',
    ],
    ['index.ts', "export { encode } from './pipeline/encode.js';", 'index may not import pipeline'],
    ['attic/old.ts', '', 'src/attic/old.ts is in no room'],
    ['pipeline/page.ts', "import { gone } from './gone.js';", 'which is no source file'],
  ])('finds the wrong import in %s: %s', (path, text, expected) => {
    expect(room(path, text)).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ["import { type Consent, rankOf } from '../event.js';"],
    ["import type { Sonde } from '../sonde.js';\nimport { type A, type B } from '../sonde.js';"],
    ["import { onCLS } from 'web-vitals';"],
  ])('lets a right import pass: %s', (text) => {
    expect(room('plugins/clicks.ts', text)).toEqual([]);
  });

  test.each([
    ['call', 'export const now = Date.now();'],
    ['call', 'const start = (() => 1)();'],
    ['call', 'const text = `at $' + '{stamp()}`;'],
    ['call', 'const list = [1, 2].map(String);'],
    ['call', 'const styled = css`a`;\nconst css = () => 1;'],
    ['call', 'class A { static now = Date.now(); }'],
    ['call', 'class A { [name()] = 1; }'],
    ['new', 'const seen = new Set();'],
    ['new', 'export const cache: Map<string, string> = new Map();'],
    ['global', 'export const page = document;'],
    ['global', 'const { href } = location;'],
    ['global', 'const agent = globalThis.navigator?.userAgent;'],
    ['global', "const isPage = typeof window !== 'undefined';"],
    ['global', 'const here = import.meta.url;'],
    ['global', 'class Box extends HTMLElement {}'],
    ['global', 'const record = { ...localStorage };'],
    ['state', 'let count = 0;'],
    ['state', 'var count;'],
    ['state', 'const cache = {};'],
    ['state', 'export const queue: string[] = [];'],
    ['statement', "addEventListener('error', () => {});"],
    ['statement', 'if (true) {}'],
    ['statement', 'enum Colour { Red }'],
    ['static block', 'class A { static { } }'],
    ['await', 'const x = await 1;'],
    ['assignment', 'const a = { b: 1 };\nconst c = (a.b = 2);'],
    ['import for its effects', "import './id.js';"],
  ])('finds the top-level %s: %s', (what, text) => {
    const found = room('browser/listen.ts', text);
    expect(found).toEqual([expect.stringContaining(`: ${what}: `)]);
  });

  const constants = `const key = (name: string) => \`at \${name}\`;\nexport const KEYS = [key('a'), ...Object.keys({ b: 1 })];`;

  test('lets Node’s rooms compute constants, and only there', () => {
    expect(room('collector/keys.ts', constants)).toEqual([]);
    expect(room('browser/keys.ts', constants)).toEqual([
      expect.stringContaining(': pure call: '),
      expect.stringContaining(': pure call: '),
    ]);
  });

  test.each([
    ['call', 'const read = () => open();\nconst open = () => { return 1; };\nexport const FILE = read();'],
    ['global', 'const home = (name: string) => process.env[name];\nexport const HOME = home("HOME");'],
    ['call', 'export const KEYS = Object.keys(load());\nfunction load() {}'],
  ])('finds the %s behind a pure call: %s', (kind, text) => {
    expect(room('collector/keys.ts', text)).toEqual([expect.stringContaining(`: ${kind}: `)]);
  });

  test('lets declarations pass', () => {
    const text = `
      import { id } from './id.js';
      export type A = typeof id;
      interface B { c: 1 }
      declare global { interface Window { sonde: B } }
      export const MINUTE = 60 * 1000, LIMITS = { most: -1, of: MINUTE ** 2, at: Number.POSITIVE_INFINITY } as const;
      const NAMES: ReadonlySet<string> = new Set(['a', \`b\${MINUTE}\`]);
      const NONE: readonly string[] = [];
      const alias = id, member = LIMITS.of, pattern = /^a/;
      export const make = () => { const now = Date.now(); return document.title + now; };
      export function run() { new Map(); }
      export class Refusal extends Error { status = Date.now(); static kind = 'refusal'; }
      export default make;`;
    expect(room('browser/listen.ts', text)).toEqual([]);
  });

  test('finds cycles, of two and of three, and none in a diamond', () => {
    expect(cycles(modulesOf({ 'a.ts': "import './b.js';", 'b.ts': "export * from './a.js';" }))).toEqual([
      'a.ts → b.ts → a.ts',
    ]);
    expect(
      cycles(
        modulesOf({
          'a.ts': "import { b } from './b.js';",
          'b.ts': "import type { C } from './c.js';",
          'c.ts': "import { a } from './a.js';",
        }),
      ),
    ).toEqual(['a.ts → b.ts → c.ts → a.ts']);
    const diamond = {
      'a.ts': "import './b.js'; import './c.js';",
      'b.ts': "import './d.js';",
      'c.ts': "import './d.js';",
    };
    expect(cycles(modulesOf({ ...diamond, 'd.ts': '' }))).toEqual([]);
  });
});
