import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Strings for each plugin that stand together in its built module and in no other of the SDK's, nor in web-vitals, by the
 * plugin's file name: one string, or two. They survive every minifier, so a bundle that holds them holds code of that plugin.
 *
 * @throws Error where a plugin has no such strings
 */
export function pluginMarkers(dist = 'dist'): Map<string, readonly string[]> {
  const strings = new Map(
    ['.', 'browser', 'consent', 'outbox', 'pipeline', 'plugins', 'transport']
      .flatMap((folder) => readdirSync(`${dist}/${folder}`).map((name) => `${folder}/${name}`))
      .filter((path) => path.endsWith('.js') && !/^\.\/(sonde|sonde-cmp|stub)\.js$/.test(path))
      .map((path) => [path, stringsOf(readFileSync(`${dist}/${path}`, 'utf8'))]),
  );
  const vitals = 'node_modules/web-vitals/dist/web-vitals.js';
  strings.set(vitals, stringsOf(readFileSync(vitals, 'utf8')));
  const plugins = [...strings.keys()].filter((path) => path.startsWith('plugins/'));
  return new Map(
    plugins.map((path) => {
      const others = [...strings].filter(([other]) => other !== path).map(([, texts]) => [...texts]);
      const isOwn = (marker: readonly string[]): boolean =>
        !others.some((texts) => marker.every((part) => texts.some((text) => text.includes(part))));
      const own = [...(strings.get(path) ?? [])].sort((a, b) => b.length - a.length);
      // Of two, neither stands outside the plugins, so that no part of the core makes up for one.
      const among = own.filter(
        (text) =>
          ![...strings].some(
            ([other, texts]) => !other.startsWith('plugins/') && [...texts].some((one) => one.includes(text)),
          ),
      );
      const pairs = among.flatMap((one) => among.map((other) => [one, other]));
      // Short ones stand in comments, too, which not every bundler drops.
      const long = own.filter((text) => text.length > 6);
      const marker = long.map((one) => [one]).find(isOwn) ?? pairs.find(isOwn);
      if (marker === undefined) throw new Error(`dist/${path} has no strings of its own to be found by.`);
      return [path.slice('plugins/'.length, -'.js'.length), marker];
    }),
  );
}

/** String literals of four plain characters or more, names of properties included; not what it imports. */
function stringsOf(text: string): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) && /^[\w .:,=^[\]-]{4,}$/.test(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest, true));
  return found;
}
