import { posix } from 'node:path';
import type { Module } from './read-module.js';

/**
 * The rooms of src, and which rooms and packages each may import. The first pattern that matches a path is its room.
 * A room may import itself, except where `alone` stands.
 */
interface Room {
  name: string;
  files: RegExp;
  imports: readonly string[];
  /** Rooms of which only types may be imported. */
  types?: readonly string[];
  packages?: RegExp;
  /** Its files do not import one another. */
  alone?: true;
  /** Runs under Node only, is never tree-shaken: may compute its constants by pure calls. */
  node?: true;
}

const CONTRACT = ['event', 'browser'];

export const ROOMS: readonly Room[] = [
  { name: 'events', files: /^events\//, imports: [] },
  { name: 'event', files: /^event\.ts$/, imports: [], types: ['events'], alone: true },
  { name: 'scrub-rules', files: /^scrub-rules\.ts$/, imports: [], alone: true },
  { name: 'plugin', files: /^plugin\.ts$/, imports: ['event'], alone: true },
  { name: 'sonde', files: /^sonde\.ts$/, imports: [], types: ['event', 'plugin'], alone: true },
  {
    name: 'options',
    files: /^options\.ts$/,
    imports: [],
    types: ['event', 'plugin', 'consent', 'scrub-rules'],
    alone: true,
  },
  { name: 'browser', files: /^browser\//, imports: [] },
  {
    name: 'plugins',
    files: /^plugins\//,
    imports: ['event', 'plugin', 'browser'],
    types: ['sonde'],
    packages: /^web-vitals(\/attribution)?$/,
    alone: true,
  },
  { name: 'consent', files: /^consent\//, imports: CONTRACT },
  { name: 'pipeline', files: /^pipeline\//, imports: [...CONTRACT, 'scrub-rules'] },
  { name: 'outbox', files: /^outbox\//, imports: CONTRACT },
  { name: 'transport', files: /^transport\//, imports: CONTRACT },
  {
    name: 'core',
    files: /^core\.ts$/,
    imports: [...CONTRACT, 'pipeline', 'outbox', 'transport'],
    types: ['consent', 'plugin', 'sonde'],
    alone: true,
  },
  {
    name: 'standard',
    files: /^standard\.ts$/,
    imports: [...CONTRACT, 'consent', 'pipeline', 'outbox', 'transport'],
    types: ['core', 'plugin', 'options'],
    alone: true,
  },
  {
    name: 'buffer',
    files: /^buffer\.ts$/,
    imports: CONTRACT,
    types: ['core', 'plugin', 'sonde'],
    alone: true,
  },
  {
    name: 'init',
    files: /^init\.ts$/,
    imports: ['core', 'standard', 'buffer', 'consent', 'pipeline', 'transport', 'browser'],
    types: ['event', 'options', 'plugin', 'sonde'],
    alone: true,
  },
  { name: 'panel', files: /^panel\//, imports: CONTRACT, types: ['plugin', 'options', 'sonde'] },
  { name: 'profiles', files: /^profiles\//, imports: CONTRACT, types: ['options'] },
  {
    name: 'index',
    files: /^index\.ts$/,
    imports: ['init', 'core', 'standard', 'plugins', 'consent', 'panel', 'profiles'],
    types: ['event', 'plugin', 'sonde'],
    alone: true,
  },
  {
    name: 'frameworks',
    files: /^frameworks\//,
    imports: ['browser', 'plugins'],
    types: ['sonde'],
    packages: /^(react|vue)$/,
  },
  {
    name: 'script',
    files: /^script\.ts$/,
    imports: ['index', 'consent'],
    types: ['options', 'sonde'],
    alone: true,
  },
  { name: 'stub', files: /^stub\.ts$/, imports: [], alone: true },
  { name: 'plan', files: /^plan\//, imports: ['event'], packages: /^node:/, node: true },
  {
    name: 'dashboard client',
    files: /^collector\/dashboard\/client\//,
    imports: ['event'],
    types: ['collector'],
    packages: /^(preact(\/.*)?|@preact\/.*|uplot(\/.*)?)$/,
  },
  {
    name: 'collector',
    files: /^collector\//,
    imports: ['event', 'scrub-rules'],
    packages: /^(node:.*|fastify|@fastify\/static|@clickhouse\/client|chdb(\/.*)?|ua-parser-js)$/,
    node: true,
  },
  {
    name: 'verify',
    files: /^verify\//,
    imports: ['event'],
    packages: /^(node:.*|playwright-core)$/,
    node: true,
  },
  {
    name: 'cli',
    files: /^cli\//,
    imports: ['collector', 'plan', 'verify', 'event', 'scrub-rules'],
    packages: /^node:/,
    node: true,
  },
];

/** The only files that do something when they are run: the script tag's two, the command's, and the dashboard's page. */
export const ENTRIES = /^(script\.ts|stub\.ts|cli\/sonde\.ts|collector\/dashboard\/client\/main\.tsx?)$/;

/** Modules by their path below src. */
export type Modules = ReadonlyMap<string, Module>;

/** Every breach of the table, of the ban on cycles and of the ban on effects, as one line each. */
export function breaches(modules: Modules): string[] {
  return [...modules].flatMap(([path, module]) => [
    ...importBreaches(path, modules),
    ...(ENTRIES.test(path) ? [] : effectBreaches(path, module)),
  ]);
}

const roomOf = (path: string): Room | undefined => ROOMS.find(({ files }) => files.test(path));

const effectBreaches = (path: string, { effects }: Module): string[] =>
  effects
    .filter(({ kind }) => kind !== 'pure call' || !roomOf(path)?.node)
    .map(({ line, kind, text }) => `src/${path}:${line}: ${kind}: ${text}`);

function importBreaches(path: string, modules: Modules): string[] {
  const room = roomOf(path);
  if (!room) return [`src/${path} is in no room: name its room in test/build/architecture/rooms.ts`];
  return (modules.get(path)?.imports ?? []).flatMap(({ specifier, typeOnly, line }) => {
    const at = `src/${path}:${line}: ${room.name}`;
    if (!specifier.startsWith('.')) {
      return room.packages?.test(specifier) ? [] : [`${at} may not import the package ${specifier}`];
    }
    const target = resolve(path, specifier, modules);
    if (!target) return [`${at} imports ${specifier}, which is no source file`];
    const other = roomOf(target);
    if (other === room) return room.alone ? [`${at} may not import its sibling ${specifier}`] : [];
    const allowed =
      other && (room.imports.includes(other.name) || (typeOnly && room.types?.includes(other.name)));
    return allowed ? [] : [`${at} may not import ${typeOnly ? 'types of ' : ''}${other?.name ?? target}`];
  });
}

/** The source that a relative import means: `./wilson.js` is `wilson.ts`. */
function resolve(from: string, specifier: string, modules: Modules): string | undefined {
  const stem = posix.join(posix.dirname(from), specifier).replace(/\.js$/, '');
  return [`${stem}.ts`, `${stem}.tsx`].find((path) => modules.has(path));
}

/** Cycles among imports that stay in the JavaScript and those of types alike, each as `a → b → a`, none twice. */
export function cycles(modules: Modules): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const { specifier } of modules.get(path)?.imports ?? []) {
      const target = specifier.startsWith('.') && resolve(path, specifier, modules);
      if (target) walk(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of modules.keys()) walk(path, []);
  return found;
}
