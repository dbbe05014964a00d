import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pluginSubpaths } from './sizes.mjs';

/** What the repository itself has to keep to. */

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

interface Locked {
  version: string;
  license?: string;
  resolved?: string;
  link?: boolean;
  optional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

test('the licence is MIT', () => {
  expect(manifest.license).toBe('MIT');
  expect(readFileSync('LICENSE', 'utf8')).toMatch(/^MIT License\n/);
});

describe('licences of dependencies', () => {
  const SHIPPED = [
    '0BSD',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
    'MIT-0',
  ];
  const TOOLS = [...SHIPPED, 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0', 'Unlicense'];
  /** An SPDX expression is fine if one side of an OR is, and both of an AND. */
  const isFine = (expression: string, allowed: readonly string[]): boolean =>
    expression
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((choice) => choice.split(' AND ').every((name) => allowed.includes(name.trim())));

  const names = (allowed: readonly string[], paths: readonly string[]): string[] =>
    paths
      .filter((path) => !isFine(licenceOf(path) ?? 'none named', allowed))
      .map((path) => `${path}: ${licenceOf(path)}`);

  test('let one use what a page or the collector runs', () => {
    const roots = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const shipped = closure(roots);
    expect(shipped.length).toBeGreaterThan(roots.length);
    expect(names(SHIPPED, shipped)).toEqual([]);
  });

  test('let one use the tools', () => {
    const all = Object.keys(lock.packages).filter((path) => path !== '' && !lock.packages[path]?.link);
    expect(all.length).toBeGreaterThan(100);
    expect(names(TOOLS, all)).toEqual([]);
  });

  test('are told apart', () => {
    expect(isFine('AGPL-3.0-or-later', TOOLS)).toBe(false);
    expect(isFine('(MIT OR GPL-3.0)', SHIPPED)).toBe(true);
    expect(isFine('MIT AND GPL-3.0', SHIPPED)).toBe(false);
    expect(isFine('MPL-2.0', SHIPPED)).toBe(false);
  });
});

/** The lock file says nothing of builds for other machines: theirs is the licence of the package that they are builds of. */
function licenceOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { license, optional } = lock.packages[path] as Locked;
  if (license !== undefined || !optional) return license;
  return Object.values(lock.packages).find(({ optionalDependencies }) => name in (optionalDependencies ?? {}))
    ?.license;
}

/** Packages in the lock file that these need, and those that they need. */
function closure(roots: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = locate(name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    const { dependencies, optionalDependencies } = lock.packages[path] as Locked;
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next, path);
  };
  for (const root of roots) visit(root, '');
  return [...found];
}

/** Node's own look-up: the nearest node_modules on the way up. */
function locate(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder && `${folder}/`}node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (folder === '') return undefined;
    if (!folder.includes('/node_modules/')) folder = '';
  }
}

test('the lock file names no registry', () => {
  const resolved = Object.entries(lock.packages).filter(
    ([, entry]) => entry.resolved !== undefined && !entry.link,
  );
  expect(resolved.map(([path]) => path)).toEqual([]);
});

test('no file names a place on somebody’s machine, or a registry', () => {
  const places = new RegExp(
    [
      '/(work|farm)/',
      '/tmp/brief',
      '/(home|Users)/[a-z]',
      '/root/',
      'registry\\.(npmjs|npm|yarnpkg)',
      'verdaccio',
    ]
      .map((place) => `(?<![\\w.])${place}`)
      .join('|'),
  );
  expect(`see ${'/wo'}rk/main/x`).toMatch(places);
  const self = 'test/build/repository.test.ts';
  const found = tracked()
    .filter((path) => path !== self && path !== 'package-lock.json' && statSync(path).size < 1e6)
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          places.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

/** The files that git tracks; where there is no git, those that it would. */
function tracked(): string[] {
  try {
    const list = execFileSync('git', ['ls-files', '-z'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((path) => path !== '' && existsSync(path));
  } catch {
    const ignored =
      /(^|\/)(node_modules|dist|coverage|test-results|\.sonde|\.git)(\/|$)|\.(tgz|tsbuildinfo)$/;
    return readdirSync('.', { recursive: true, encoding: 'utf8' }).filter(
      (path) => !ignored.test(path) && statSync(path).isFile(),
    );
  }
}

/** DESIGN: one file = one export = one subpath = one test = one heading in the read-me. */
describe.each(readdirSync('src/plugins').map((name) => name.replace(/\.ts$/, '')))(
  'the plugin %s',
  (name) => {
    test('has one main export, a subpath and a test', () => {
      const exported = readFileSync(`src/plugins/${name}.ts`, 'utf8').match(/^export (?!type|interface)/gm);
      expect(exported).toHaveLength(1);
      expect(pluginSubpaths()).toContainEqual({
        name,
        subpath: `sonde/${name.replace('vitals-', 'vitals/')}`,
      });
      const tests = readdirSync('test', { recursive: true, encoding: 'utf8' });
      expect(
        tests.some((path) => path.endsWith(`/${name}.test.ts`) || path.endsWith(`-${name}.test.ts`)),
      ).toBe(true);
    });
  },
);
