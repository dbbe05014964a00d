import { isAllowed } from './allowed.js';
import type { Entry } from './entry.js';
import { GROUPS } from './groups.js';
import type { Finding } from './report.js';
import { BATCH_PATHS, CHOICE, OWED } from './sonde-names.js';
import type { Segment, Watch } from './watch.js';

/** The receiver's address, of one that batches go to. */
const baseOf = (url: string): string => {
  const base = new URL(url);
  const path = BATCH_PATHS.find((one) => base.pathname.endsWith(one)) ?? '';
  base.pathname = base.pathname.slice(0, base.pathname.length - path.length);
  return base.href;
};

const isBelow = (url: string, endpoint: string): boolean => {
  const [one, base] = [new URL(url), new URL(endpoint)];
  return one.origin === base.origin && one.pathname.startsWith(base.pathname.replace(/\/?$/, '/'));
};

/** The same thing once, with how often it was. */
const collect = (findings: readonly Finding[]): Finding[] => {
  const byText = new Map<string, Finding>();
  for (const finding of findings) {
    const { count, ...rest } = finding;
    const key = JSON.stringify(rest);
    // What is there was looked at several times.
    byText.set(key, { ...finding, count: finding.isThere ? 1 : count + (byText.get(key)?.count ?? 0) });
  }
  const all = [...byText.values()];
  const keyOf = ({ phase, kind, name, isBreach }: Finding): string => `${phase} ${kind} ${isBreach} ${name}`;
  const isThere = new Set(all.filter((one) => one.isThere).map(keyOf));
  // That it was written is clear where it is there.
  return all.filter((one) => one.isThere || one.act === 'delete' || !isThere.has(keyOf(one)));
};

/**
 * Tells Sonde's doings from others' and holds them against the answer that stood. Sonde's are: what its file does, by
 * the stack; what bears its names; what is sent to its receiver, or carries its batches. In an application's own bundle
 * only names and batches tell, and listeners count as the application's.
 */
export const judge = ({ segments, sonde }: Pick<Watch, 'segments' | 'sonde'>): Finding[] => {
  const endpoints = new Set(sonde.endpoints);
  for (const { sent } of segments)
    for (const { url, isBatch } of sent) if (isBatch) endpoints.add(baseOf(url));

  const isSondes = ({ kind, name, script }: Entry): boolean =>
    sonde.scripts.has(script) ||
    (kind === 'request'
      ? // Its own file is loaded by the page, and may come from the receiver.
        !sonde.scripts.has(name) && [...endpoints].some((endpoint) => isBelow(name, endpoint))
      : GROUPS[kind] !== 'observed' &&
        (CHOICE.test(name) ||
          OWED.test(name) ||
          [...sonde.prefixes].some((prefix) => name.startsWith(prefix))));

  const breaks = (entry: Entry, { phases, hadGrant, isImmediate }: Segment): boolean =>
    !(isImmediate && entry.kind === 'request' ? phases.slice(-1) : phases).some((phase) =>
      [...(sonde.prefixes.size ? sonde.prefixes : ['sonde.'])].some((prefix) =>
        [...(endpoints.size ? endpoints : [undefined])].some((endpoint) =>
          isAllowed(entry, phase, { prefix, endpoint }, hadGrant),
        ),
      ),
    );

  /** Who wrote what is there; what nobody wrote came with a response. */
  const writers = new Map(
    segments.flatMap((one) => one.done).map((entry) => [`${entry.kind} ${entry.name}`, entry.script]),
  );

  return collect(
    segments.flatMap((segment) => {
      const { phases, done, sent, there } = segment;
      const phase = phases.at(-1) as Finding['phase'];
      const found = (entry: Entry, isThere: boolean, isSonde = isSondes(entry)): Finding => ({
        kind: entry.kind,
        act: entry.act,
        // Of what others load, the host is enough.
        name:
          entry.kind === 'request' && !isSonde && URL.canParse(entry.name)
            ? new URL(entry.name).origin
            : entry.name,
        script: entry.script,
        phase,
        isSonde,
        isBreach: isSonde && breaks(entry, segment),
        count: 1,
        isThere,
      });
      /** Who asked for an address, where a script did. */
      const askers = new Map(
        done.filter(({ kind }) => kind === 'request').map((entry) => [entry.name, entry.script]),
      );
      const isSent = new Set(sent.map(({ url }) => url));
      return [
        ...done
          // Listeners are told by what is there, and those that Sonde had for a moment.
          .filter((entry) => entry.kind !== 'request' || !isSent.has(entry.name))
          .filter((entry) => GROUPS[entry.kind] !== 'observed' || isSondes(entry))
          .map((entry) => found(entry, false)),
        ...sent.map(({ url, isBatch }) => {
          const entry: Entry = { kind: 'request', act: 'write', name: url, script: askers.get(url) ?? '' };
          return found(entry, false, isBatch || isSondes(entry));
        }),
        ...there.map((entry) =>
          found(
            { ...entry, script: entry.script || (writers.get(`${entry.kind} ${entry.name}`) ?? '') },
            true,
          ),
        ),
      ];
    }),
  );
};
