import ts from 'typescript';
import { type Effect, topLevelEffects } from './top-level-effects.js';

export interface Import {
  /** As written: `./wilson.js`, `node:fs`, `fastify`. */
  specifier: string;
  /** Whether it vanishes in the JavaScript. */
  typeOnly: boolean;
  line: number;
}

export interface Module {
  imports: Import[];
  /** What the module does or keeps when it is merely imported. */
  effects: Effect[];
}

/** Reads one TypeScript source the way the compiler does: its imports (also re-exports and `import()`), its effects. */
export function readModule(path: string, text: string): Module {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const imports: Import[] = [];
  const add = (specifier: ts.Node, typeOnly: boolean): void => {
    if (!ts.isStringLiteralLike(specifier)) return;
    imports.push({ specifier: specifier.text, typeOnly, line: lineOf(source, specifier) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause, node.importClause?.namedBindings));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, isTypeOnly(node, node.exportClause));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier) add(specifier, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, effects: topLevelEffects(source) };
}

/** `import type …`, and `import { type A, type B }` without a value among them. */
function isTypeOnly(
  clause: { isTypeOnly?: boolean; name?: ts.Node } | undefined,
  bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
): boolean {
  if (clause?.isTypeOnly) return true;
  if (!bindings || clause?.name || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings)))
    return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
