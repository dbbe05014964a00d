import { isOfVitals } from './allowed.js';
import type { Entry, Phase } from './entry.js';
import { GROUPS } from './groups.js';

/** One thing that was stored, sent or listened to while an answer stood. */
export interface Finding extends Entry {
  readonly phase: Phase;
  readonly isSonde: boolean;
  /** Only Sonde's can be: not allowed while that answer stands. */
  readonly isBreach: boolean;
  /** How often. */
  readonly count: number;
  /** Whether it is there at the end of the phase, or was done in it. */
  readonly isThere: boolean;
}

/** What a verification found. */
export interface Report {
  readonly url: string;
  /** The browser's name and version. */
  readonly browser: string;
  /** ISO 8601. */
  readonly time: string;
  readonly hasPrivacySignal: boolean;
  /** Sonde's own: services, script-tag files, receivers. */
  readonly services: readonly string[];
  readonly scripts: readonly string[];
  readonly endpoints: readonly string[];
  /** The answers that were tried. */
  readonly phases: readonly Phase[];
  readonly findings: readonly Finding[];
  /** What is wrong beyond single findings, in sentences: an answer that Sonde did not follow. */
  readonly problems: readonly string[];
}

/** A line of the report. */
export interface Line {
  readonly text: string;
  readonly isBreach: boolean;
  /** Which script did it, where it was another's. */
  readonly by: string;
}

/** How a phase reads. */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  unknown: 'Before an answer',
  denied: 'Refused',
  granted: 'Granted',
  withdrawn: 'Withdrawn',
  're-granted': 'Granted again',
};

const VERBS: Readonly<Record<Entry['kind'], readonly [write: string, remove: string, there: string]>> = {
  cookie: ['cookie written', 'cookie deleted', 'cookie'],
  localStorage: ['localStorage written', 'localStorage deleted', 'localStorage'],
  sessionStorage: ['sessionStorage written', 'sessionStorage deleted', 'sessionStorage'],
  indexedDB: ['IndexedDB opened', 'IndexedDB deleted', 'IndexedDB'],
  cache: ['cache opened', 'cache deleted', 'cache'],
  worker: ['worker started', 'worker ended', 'service worker'],
  'file system': ['file system opened', '', 'file system'],
  'window.name': ['window.name written', '', 'window.name'],
  request: ['requested', '', 'requested'],
  channel: ['channel opened', '', 'channel'],
  listener: ['listens to', '', 'listens to'],
  observer: ['observes by', '', 'observes by'],
  patch: ['replaced', 'restored', 'replaced'],
};

/** Why it is no breach that Sonde's file is still told of something. */
const LEFT_BEHIND = ' (by web-vitals, which cannot be undone: it tells nobody, and ends with the page)';

/** Findings in words, of the same kind and script in one line: `cookie written: _ga, _gid`. */
export const describe = (findings: readonly Finding[]): readonly Line[] => {
  const lines = new Map<string, { line: Omit<Line, 'text'>; verb: string; note: string; names: string[] }>();
  for (const { kind, act, name, count, isThere, isBreach, isSonde, script, phase } of findings) {
    const [write, remove, there] = VERBS[kind];
    const isLeft = phase === 'withdrawn' && isSonde && !isBreach && isOfVitals({ kind, name });
    const note = isLeft ? LEFT_BEHIND : '';
    const verb = isThere ? there : act === 'write' ? write : remove;
    const by = isSonde ? '' : script;
    const key = JSON.stringify([verb, isBreach, by, note]);
    const line = lines.get(key) ?? { line: { isBreach, by }, verb, note, names: [] };
    lines.set(key, line);
    line.names.push(count > 1 ? `${name} (${count}×)` : name);
  }
  return [...lines.values()].map(({ line, verb, note, names }) => ({
    ...line,
    text: `${verb}: ${names.join(', ')}${note}`,
  }));
};

/** Whether Sonde broke the answer anywhere. */
export const isBroken = ({ findings, problems }: Report): boolean =>
  problems.length > 0 || findings.some(({ isBreach }) => isBreach);

/** The verdict in one sentence. */
export const verdictOf = (report: Report): string => {
  const breaches = report.findings.filter(({ isBreach }) => isBreach).length + report.problems.length;
  const others = new Set(
    report.findings
      .filter(
        ({ isSonde, phase, kind }) =>
          !isSonde && phase !== 'granted' && phase !== 're-granted' && GROUPS[kind] === 'stored',
      )
      .map(({ kind, name }) => `${kind} ${name}`),
  ).size;
  const sonde = breaches
    ? `Sonde broke the visitor's answer: ${breaches} ${breaches > 1 ? 'breaches' : 'breach'}.`
    : "Sonde kept to the visitor's answer.";
  return others
    ? `${sonde} Other scripts stored ${others} ${others > 1 ? 'things' : 'thing'} without a grant; whether they may is for you to say.`
    : sonde;
};
