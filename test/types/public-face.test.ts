import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/**
 * The public types, compiled as users compile them: `cases/` says what must pass and, by `@ts-expect-error`, what must
 * not; the compiler complains of a mistake that is none as well. The built declarations are checked with them.
 */

const CASES = 'test/types/cases';

const BASE: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  target: ts.ScriptTarget.ES2022,
  types: [],
};

/** Bundlers and Node; with and without the strictest flags, which change what a declaration means. */
const USERS: Readonly<Record<string, ts.CompilerOptions>> = {
  'a bundler': { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  'a bundler, at its strictest': {
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
  },
  Node: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};

const compile = (files: readonly string[], options: ts.CompilerOptions): string[] =>
  ts
    .getPreEmitDiagnostics(ts.createProgram(files, { ...BASE, ...options }))
    .map(({ file, start = 0, messageText }) => {
      const line = file ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: ` : '';
      return line + ts.flattenDiagnosticMessageText(messageText, '\n');
    });

const browserLibrary = { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] };

describe.each(Object.entries(USERS))('for %s', (_name, options) => {
  test('the browser’s part needs nothing but the DOM, catches mistakes and lets the rest pass', () => {
    const files = ['application.ts', 'plugin.ts', 'script-tag.ts'].map((name) => join(CASES, name));
    expect(compile(files, { ...options, ...browserLibrary })).toEqual([]);
  });

  test('Vue’s part tells templates of its directive', () => {
    expect(compile([join(CASES, 'vue.ts')], { ...options, ...browserLibrary })).toEqual([]);
  });

  test('the collector’s part needs Node’s types', () => {
    const files = [join(CASES, 'collector.ts')];
    // Its packages' own declarations are not ours to check.
    const node = { ...options, types: ['node'], skipLibCheck: true };
    expect(compile(files, node)).toEqual([]);
  });
});

test('every case is compiled, and a mistake that is none is found', () => {
  expect(readdirSync(CASES).sort()).toEqual([
    'application.ts',
    'collector.ts',
    'plugin.ts',
    'script-tag.ts',
    'vue.ts',
  ]);
  const name = 'test/types/no-mistake.ts';
  const text = "import { clicks } from 'sonde';\n// @ts-expect-error\nclicks();\nclicks().nothing;\n";
  const host = ts.createCompilerHost({ ...BASE, ...USERS['a bundler'] });
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.readFile = (path) => (path === name ? text : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], { ...BASE, ...USERS['a bundler'], ...browserLibrary }, host);
  expect(ts.getPreEmitDiagnostics(program).map(({ code }) => code)).toEqual([2578, 2339]);
});
