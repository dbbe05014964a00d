import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Packed, packAndInstall } from '../helpers/packed.js';

/** The tarball that `npm publish` would upload. */

const run = promisify(execFile);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

let packed: Packed;
beforeAll(async () => {
  packed = await packAndInstall();
});
afterAll(() => packed?.remove());

test('publint has nothing to say', async () => {
  const tarball = new Uint8Array(readFileSync(packed.tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('the types resolve wherever ES modules do (are the types wrong?)', async () => {
  const attw = ['node_modules/@arethetypeswrong/cli/dist/index.js', packed.tarball, '--profile', 'esm-only'];
  const { stdout } = await run(process.execPath, [
    ...attw,
    '--no-color',
    '--no-definitely-typed',
    '--format',
    'ascii',
  ]).catch((failure) => {
    throw new Error(failure.stdout);
  });
  for (const subpath of Object.keys(manifest.exports))
    expect(stdout).toContain(`"${subpath.replace('.', 'sonde')}"`);
});

/** What a document links to that only those need who develop Sonde. */
const OF_DEVELOPMENT = /^(demo|test)\/|^(CONTRIBUTING\.md|vitest\.config\.ts)$/;

/** The files of the repository that a document links to, and that an installed one has to find. */
const linksOf = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
    .map(([, link = '']) => join(dirname(document), link))
    .filter((path) => !OF_DEVELOPMENT.test(path));

const DOCUMENTS = [
  'README.md',
  'src/README.md',
  ...['collector', 'consent', 'frameworks', 'outbox'].map((room) => `src/${room}/README.md`),
];

test('links between its documents work where it is installed', () => {
  expect(DOCUMENTS.filter((path) => !packed.files.includes(path))).toEqual([]);
  const links = DOCUMENTS.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(DOCUMENTS.length);
  expect(links.filter((path) => !existsSync(join(packed.project, 'node_modules/sonde', path)))).toEqual([]);
});

test('it holds what package.json names, the licence and the documents, and no other source, test or secret', () => {
  const files = new Set(packed.files);
  const named = [
    manifest.types,
    manifest.unpkg,
    manifest.jsdelivr,
    ...Object.values<string>(manifest.bin),
    ...Object.values<string | { types: string; default: string }>(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    ),
  ].map((path) => path.replace(/^\.\//, ''));
  for (const path of [...named, 'LICENSE', 'README.md', 'CHANGELOG.md']) expect(files).toContain(path);
  const allowed = /^(dist\/|(LICENSE|README\.md|CHANGELOG\.md|package\.json)$)/;
  const linked = [...DOCUMENTS, ...DOCUMENTS.flatMap(linksOf)];
  const isLinked = (path: string): boolean => linked.includes(path) || linked.includes(dirname(path));
  expect([...files].filter((path) => !allowed.test(path) && !isLinked(path))).toEqual([]);
});

test.runIf(process.platform !== 'win32')('the command can be run as it is built', () => {
  expect(statSync(manifest.bin.sonde).mode & 0o777).toBe(0o755);
});

describe('package.json', () => {
  test('asks a page for web-vitals and nothing else; the collector’s packages are optional', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['web-vitals']);
    expect(Object.keys(manifest.peerDependencies).length).toBeGreaterThan(0);
    for (const name of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta[name], name).toEqual({ optional: true });
    }
    expect(Object.keys(manifest.peerDependenciesMeta).sort()).toEqual(
      Object.keys(manifest.peerDependencies).sort(),
    );
  });

  test('runs nothing on a user’s machine when it is installed', () => {
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(script);
    }
  });

  test('names as having side effects the four files that are run, and no module', () => {
    expect(manifest.sideEffects).toEqual([
      manifest.unpkg,
      manifest.exports['./script-cmp'].default,
      manifest.exports['./stub'],
      manifest.bin.sonde,
    ]);
  });
});
