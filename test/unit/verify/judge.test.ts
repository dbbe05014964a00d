import { expect, test } from 'vitest';
import type { Entry, Phase } from '../../../src/verify/entry.js';
import { judge } from '../../../src/verify/judge.js';
import { isBroken, type Report, verdictOf } from '../../../src/verify/report.js';
import { reportHtml } from '../../../src/verify/report-html.js';
import { reportText } from '../../../src/verify/report-text.js';
import type { Segment } from '../../../src/verify/watch.js';

const SONDE = 'https://shop.example/sonde.js';
const OTHER = 'https://ads.example/ads.js';

const entry = (kind: Entry['kind'], name: string, script: string, act: Entry['act'] = 'write'): Entry => ({
  kind,
  act,
  name,
  script,
});
const segment = (phases: Phase[], rest: Partial<Segment> = {}): Segment => ({
  phases,
  hadGrant: false,
  done: [],
  sent: [],
  there: [],
  ...rest,
});
const sonde = {
  prefixes: new Set(['sonde.shop.']),
  scripts: new Set([SONDE]),
  endpoints: new Set(['https://shop.example/telemetry']),
};
const told = (...segments: Segment[]) =>
  judge({ segments, sonde }).map(
    ({ isSonde, isBreach, kind, name, count }) =>
      `${isBreach ? 'breach' : isSonde ? 'sonde' : 'other'} ${kind} ${name} ${count}`,
  );

test("tells Sonde's from others' by script, by name and by receiver", () => {
  expect(
    told(
      segment(['unknown'], {
        done: [
          entry('cookie', 'id', SONDE),
          entry('cookie', 'ad', OTHER),
          entry('localStorage', 'sonde.shop.visitor', 'https://shop.example/app.js'),
          entry('listener', 'window scroll', OTHER),
        ],
        sent: [
          { url: 'https://shop.example/telemetry/v1/logs', isBatch: false },
          { url: 'https://ads.example/a?id=1', isBatch: false },
          { url: 'https://ads.example/b', isBatch: false },
        ],
      }),
    ),
  ).toEqual([
    'breach cookie id 1',
    'other cookie ad 1',
    'breach localStorage sonde.shop.visitor 1',
    'breach request https://shop.example/telemetry/v1/logs 1',
    'other request https://ads.example 2',
  ]);
});

test('learns a receiver from the batches that go there', () => {
  const sent = [{ url: 'https://collector.example/v1/logs', isBatch: true }];
  const all = { prefixes: sonde.prefixes, scripts: new Set<string>(), endpoints: new Set<string>() };
  const judged = (phase: Phase) => judge({ segments: [segment([phase], { sent })], sonde: all });
  expect(judged('granted')).toMatchObject([{ isSonde: true, isBreach: false }]);
  expect(judged('withdrawn')).toMatchObject([{ isSonde: true, isBreach: true }]);
});

test('what a withdrawal makes the collector erase is no breach, and is Sonde’s', () => {
  const done = [entry('localStorage', 'sonde.erase:shop', 'https://shop.example/app.js')];
  const sent = [{ url: 'https://shop.example/telemetry/v1/erase', isBatch: false }];
  const names = ['localStorage sonde.erase:shop 1', 'request https://shop.example/telemetry/v1/erase 1'];
  expect(told(segment(['withdrawn'], { done, sent }))).toEqual(names.map((name) => `sonde ${name}`));
  expect(told(segment(['unknown'], { done, sent }))).toEqual(names.map((name) => `breach ${name}`));
  const config = [{ url: 'https://shop.example/telemetry/v1/config?service=shop', isBatch: false }];
  expect(told(segment(['granted'], { sent: config }))).toEqual([`sonde request ${config[0]?.url} 1`]);
});

test('the page loads Sonde’s file, from wherever it comes', () => {
  const script = 'https://shop.example/telemetry/sonde.js?service=shop&release=1.4.2';
  const sent = [{ url: script, isBatch: false }];
  const names = { ...sonde, scripts: new Set([script]) };
  expect(judge({ segments: [segment(['unknown'], { sent })], sonde: names })).toMatchObject([
    { isSonde: false, isBreach: false, name: 'https://shop.example' },
  ]);
});

test('others who replace a function have stored nothing', () => {
  const findings = [entry('patch', 'history.pushState', OTHER), entry('channel', 'x', OTHER)];
  const observed = report(segment(['unknown'], { done: findings }));
  expect(verdictOf(observed)).toBe("Sonde kept to the visitor's answer.");
});

test('while an answer is being given, what either allows passes', () => {
  const done = [entry('localStorage', 'sonde.shop.session', SONDE)];
  expect(told(segment(['granted', 'withdrawn'], { done }))).toEqual([
    'sonde localStorage sonde.shop.session 1',
  ]);
  expect(told(segment(['withdrawn'], { done }))).toEqual(['breach localStorage sonde.shop.session 1']);
});

test('what is there was written by whoever wrote it before', () => {
  const [, there] = judge({
    segments: [
      segment(['unknown'], { done: [entry('cookie', 'ad', OTHER)] }),
      segment(['denied'], { there: [entry('cookie', 'ad', '')] }),
    ],
    sonde,
  });
  expect(there).toMatchObject({ phase: 'denied', script: OTHER, isThere: true, isSonde: false });
});

const report = (...segments: Segment[]): Report => ({
  url: 'https://shop.example/',
  browser: 'Chromium 150',
  time: '2026-05-01T12:00:00.000Z',
  hasPrivacySignal: false,
  services: ['shop'],
  scripts: [SONDE],
  endpoints: ['https://shop.example/telemetry'],
  phases: ['unknown', 'granted'],
  findings: judge({ segments, sonde }),
  problems: [],
});

test('the verdict counts breaches, and what others stored without a grant', () => {
  const kept = report(segment(['unknown'], { there: [entry('cookie', 'ad', OTHER)] }));
  expect(isBroken(kept)).toBe(false);
  expect(verdictOf(kept)).toBe(
    "Sonde kept to the visitor's answer. Other scripts stored 1 thing without a grant; whether they may is for you to say.",
  );
  const broken = report(segment(['unknown'], { done: [entry('cookie', 'id', SONDE)] }));
  expect(isBroken(broken)).toBe(true);
  expect(verdictOf(broken)).toBe("Sonde broke the visitor's answer: 1 breach.");
  expect(isBroken({ ...kept, problems: ['It did not follow.'] })).toBe(true);
});

test('why it is no breach that web-vitals goes on listening after a withdrawal is said', () => {
  const own = [
    entry('listener', 'window storage', SONDE),
    entry('listener', 'document visibilitychange', SONDE),
    entry('observer', 'PerformanceObserver layout-shift', SONDE),
  ];
  const text = reportText({
    ...report(segment(['granted'], { there: own }), segment(['withdrawn'], { there: own, hadGrant: true })),
    phases: ['granted', 'withdrawn'],
  });
  const why = ' (by web-vitals, which cannot be undone: it tells nobody, and ends with the page)';
  const [granted = '', withdrawn = ''] = text.split('Withdrawn\n');
  expect(granted).toContain('listens to: window storage, document visibilitychange\n');
  expect(withdrawn).toContain(
    `listens to: window storage\n    listens to: document visibilitychange${why}\n`,
  );
  expect(withdrawn).toContain(`observes by: PerformanceObserver layout-shift${why}\n`);
});

test('text and HTML say the same, and nothing of the page is HTML', () => {
  const hostile = '<img src=x onerror="alert(1)">';
  const found = report(
    segment(['unknown'], { done: [entry('cookie', hostile, OTHER)] }),
    segment(['granted'], { there: [entry('indexedDB', 'sonde.shop.', SONDE)] }),
  );
  const text = reportText(found);
  expect(text).toContain(`    cookie written: ${hostile}  by ${OTHER}`);
  expect(text).toContain('Before an answer\n  Sonde: nothing\n  other scripts:\n');
  expect(text).toContain('Granted\n  Sonde:\n    IndexedDB: sonde.shop.\n  other scripts: nothing');
  const html = reportHtml(found);
  expect(html).not.toContain('<img');
  expect(html).toContain('cookie written: &#60;img src=x onerror=&#34;alert(1)&#34;&#62;');
  expect(html).toContain("default-src 'none'; style-src 'sha256-");
  expect(html).not.toMatch(/<script|https?:\/\/[^<]*"(?!>)/);
});
