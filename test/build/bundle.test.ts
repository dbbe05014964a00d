import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { SDK_VERSION } from '../../src/event.js';
import { readModule } from './architecture/read-module.js';

/** The files of the build that run in a browser. */

/** The script-tag files. */
const SCRIPTS = ['sonde.js', 'sonde-cmp.js'];
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const modules = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(
  (path) =>
    path.endsWith('.js') &&
    !/^(sonde|sonde-cmp|stub)\.js$/.test(path) &&
    !/^(collector|cli|plan|verify)\//.test(path),
);

test('package.json and the sources agree on the version, which travels in every batch', () => {
  expect(SDK_VERSION).toBe(version);
  for (const name of SCRIPTS) expect(readFileSync(`dist/${name}`, 'utf8')).toContain(`"${version}"`);
});

describe.each(SCRIPTS)('%s', (name) => {
  const script = readFileSync(`dist/${name}`, 'utf8');

  test('is one classic script in ES2021', () => {
    expect(() => parse(script, { ecmaVersion: 2021, sourceType: 'script' })).not.toThrow();
    // The parser refuses what is newer, so the line above can fail.
    expect(() => parse('class A { a = 1 }', { ecmaVersion: 2021 })).toThrow();
    expect(() => parse('export {}', { ecmaVersion: 2021, sourceType: 'script' })).toThrow();
  });

  /** Each is refused by a strict Content Security Policy or by Trusted Types, or reads or writes what it should not. */
  test.each([
    /\beval\b/,
    /\bFunction\(/,
    /\b(inner|outer)HTML\b/,
    /\binsertAdjacentHTML\b/,
    /\bdocument\.write\b/,
    /\bblob:/,
    /\bcreateElement\(["'`]script/,
    /\bdocument\.cookie\b/,
  ])('has no %s', (pattern) => {
    expect(script).not.toMatch(pattern);
  });

  test('comes with its source map, whose paths are within the package', () => {
    expect(script.trimEnd().endsWith(`\n//# sourceMappingURL=${name}.map`)).toBe(true);
    const map = JSON.parse(readFileSync(`dist/${name}.map`, 'utf8'));
    expect(map.sources.length).toBeGreaterThan(20);
    expect(map.sourcesContent).toHaveLength(map.sources.length);
    for (const source of map.sources) expect(source).toMatch(/^\.\.\/(src|node_modules)\//);
  });
});

test('stub.js is one line that may stand inline, without a character that needs a document of a known encoding', () => {
  const stub = readFileSync('dist/stub.js', 'utf8');
  expect(() => parse(stub, { ecmaVersion: 2020, sourceType: 'script' })).not.toThrow();
  expect(stub.length).toBeLessThan(1_650);
  expect(stub).not.toMatch(/\n|<[!/]|[^ -~]/);
});

describe('the modules', () => {
  test('import one another, web-vitals and the frameworks, and nothing of Node', () => {
    expect(modules.length).toBeGreaterThan(20);
    const packages = modules.flatMap((path) =>
      readModule(path, readFileSync(`dist/${path}`, 'utf8')).imports.map(({ specifier }) => specifier),
    );
    expect([...new Set(packages.filter((name) => !name.startsWith('.')))].sort()).toEqual([
      'react',
      'vue',
      'web-vitals',
    ]);
  });

  test('never name what only Node has', () => {
    const found = modules.filter((path) =>
      /\bprocess\.|\brequire\(|\bBuffer\.|\b__dirname\b|\bglobal\./.test(
        readFileSync(`dist/${path}`, 'utf8'),
      ),
    );
    expect(found).toEqual([]);
  });
});
