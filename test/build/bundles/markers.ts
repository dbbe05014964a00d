import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * A string for each plugin that stands in its built module and in no other of the SDK's, by the plugin's file name. It
 * survives every minifier, so a bundle that holds it holds code of that plugin.
 *
 * @throws Error where a plugin has no such string
 */
export function pluginMarkers(dist = 'dist'): Map<string, string> {
  const strings = new Map(
    ['.', 'browser', 'consent', 'outbox', 'pipeline', 'plugins', 'transport']
      .flatMap((folder) => readdirSync(`${dist}/${folder}`).map((name) => `${folder}/${name}`))
      .filter((path) => path.endsWith('.js') && !/^\.\/(sonde|stub)\.js$/.test(path))
      .map((path) => [path, stringsOf(readFileSync(`${dist}/${path}`, 'utf8'))]),
  );
  const plugins = [...strings.keys()].filter((path) => path.startsWith('plugins/'));
  return new Map(
    plugins.map((path) => {
      const elsewhere = [...strings].filter(([other]) => other !== path).flatMap(([, texts]) => [...texts]);
      const own = [...(strings.get(path) ?? [])].filter(
        (text) => !elsewhere.some((other) => other.includes(text)),
      );
      const [marker] = own.sort((a, b) => b.length - a.length);
      if (marker === undefined) throw new Error(`dist/${path} has no string of its own to be found by.`);
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
