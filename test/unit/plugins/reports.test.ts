// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reports } from '../../../src/plugins/reports.js';
import { setUp } from './taps.js';

/** What a browser complains of, which is the test's to say. */

let complain: (reports: object[]) => void;
let isWatching: boolean;
let page: ReturnType<typeof setUp>;
beforeEach(() => {
  vi.stubGlobal(
    'ReportingObserver',
    class {
      constructor(callback: typeof complain) {
        complain = callback;
      }
      observe(): void {
        isWatching = true;
      }
      disconnect(): void {
        isWatching = false;
      }
    },
  );
  page = setUp(reports());
});
afterEach(() => {
  page.undo();
  vi.unstubAllGlobals();
});

const breach = (blockedURI: string, disposition = 'enforce'): boolean =>
  document.dispatchEvent(
    Object.assign(new Event('securitypolicyviolation'), {
      ...{ effectiveDirective: 'img-src', blockedURI, disposition, sourceFile: '', lineNumber: 0 },
    }),
  );
const ids = () => page.told.map(({ attributes }) => attributes['sonde.report.id']);

test('fifty complaints of a page are told, each once, as diagnostics that only warn', () => {
  for (let time = 0; time < 2; time++) {
    breach('https://a.example/1.png?mail=ann@example.org#top');
    breach('https://a.example/1.png', 'report');
    breach('https://b.example/1.png');
  }
  expect(page.told.map(({ attributes }) => attributes['sonde.report.blocked'])).toEqual([
    'https://a.example/1.png',
    'https://a.example/1.png',
    'https://b.example/1.png',
  ]);
  expect(page.told[0]?.options).toEqual({ severity: 13, rank: 2 });
  for (let index = 0; index < 60; index++) breach(`https://${index}.example/`);
  expect(page.told).toHaveLength(50);
});

test('of the browser’s reports deprecations and interventions are told, with their place but no query', () => {
  complain([
    { type: 'csp-violation', body: { id: 'twice' } },
    { type: 'intervention', body: { message: 'too heavy' } },
    {
      type: 'deprecation',
      body: { id: 'SyncXhr', sourceFile: 'https://a.example/a.js?user=ann', lineNumber: 7 },
    },
    { type: 'deprecation', body: { id: 'Unload', sourceFile: 'https://a.example/b.js', lineNumber: null } },
    { type: 'deprecation', body: null },
  ]);
  expect(ids()).toEqual(['intervention', 'SyncXhr', 'Unload', 'deprecation']);
  expect(page.told.map(({ attributes }) => attributes['sonde.report.source'])).toEqual([
    undefined,
    'https://a.example/a.js:7',
    'https://a.example/b.js:0',
    undefined,
  ]);
});

test('the end ends both', () => {
  expect(isWatching).toBe(true);
  page.undo();
  breach('https://a.example/');
  expect([isWatching, page.told]).toEqual([false, []]);
});
