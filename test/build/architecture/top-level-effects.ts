import ts from 'typescript';
import { lineOf } from './read-module.js';

export interface Effect {
  line: number;
  /** `pure call` computes a constant and does nothing else; the others do or keep something. */
  kind:
    | 'assignment'
    | 'await'
    | 'call'
    | 'global'
    | 'import for its effects'
    | 'new'
    | 'pure call'
    | 'state'
    | 'statement'
    | 'static block';
  text: string;
}

/** Constants of the language itself: reading them touches neither a page nor a process. */
const LANGUAGE: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity', 'Number', 'Math']);

const PURE = /^(Object\.(keys|values|entries|fromEntries|freeze)|Date\.UTC|promisify)$/;

/**
 * What a module does, or keeps, by merely being imported. A module may declare: types, functions, classes and constants
 * made of literals, functions and other constants, and nothing else: no call, no `new`, no global, no variable. Two
 * constant tables are let through, `ReadonlySet` and `ReadonlyMap` made by `new` from literals.
 */
export function topLevelEffects(source: ts.SourceFile): Effect[] {
  const effects: Effect[] = [];
  const declared = declaredNames(source);
  const formulas = formulasOf(source);
  const followed = new Set<ts.Node>();
  const report = (node: ts.Node, kind: Effect['kind']): void => {
    effects.push({
      line: lineOf(source, node),
      kind,
      text: node.getText(source).split('\n')[0]?.slice(0, 80) ?? '',
    });
  };

  /** Reports what evaluating an expression would do besides making a value. */
  const evaluate = (node: ts.Node): void => {
    const kind = effectOf(node);
    if (kind) report(node, kind);
    else if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
    else if (ts.isClassLike(node)) define(node);
    else if (ts.isCallExpression(node)) call(node);
    else if (ts.isIdentifier(node)) {
      if (!declared.has(node.text) && !LANGUAGE.has(node.text)) report(node, 'global');
    } else if (ts.isPropertyAccessExpression(node)) evaluate(node.expression);
    else if (ts.isPropertyAssignment(node)) {
      if (ts.isComputedPropertyName(node.name)) evaluate(node.name.expression);
      evaluate(node.initializer);
    } else ts.forEachChild(node, evaluate);
  };

  /** A call is pure if it is one of the language's, or of a function of this file that is one pure expression. */
  const call = (node: ts.CallExpression): void => {
    const callee = node.expression.getText(source);
    const formula = formulas.get(callee);
    report(node, formula || PURE.test(callee) ? 'pure call' : 'call');
    if (formula || PURE.test(callee)) for (const part of node.arguments) evaluate(part);
    if (!formula || followed.has(formula)) return;
    followed.add(formula);
    for (const { name } of formula.parameters) addNames(name, declared);
    evaluate(formula.body);
  };

  /** A class is evaluated where it stands: what it extends, computed names, static fields and blocks. */
  const define = (node: ts.ClassLikeDeclaration): void => {
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token === ts.SyntaxKind.ImplementsKeyword) continue;
      for (const { expression } of clause.types)
        if (expression.getText(source) !== 'Error') evaluate(expression);
    }
    for (const member of node.members) {
      if (ts.isClassStaticBlockDeclaration(member)) report(member, 'static block');
      if (member.name && ts.isComputedPropertyName(member.name)) evaluate(member.name.expression);
      const isStatic = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(isStaticKeyword);
      if (isStatic && ts.isPropertyDeclaration(member) && member.initializer) evaluate(member.initializer);
    }
  };

  const declare = (list: ts.VariableDeclarationList): void => {
    if (!(list.flags & ts.NodeFlags.Const)) report(list, 'state');
    for (const { initializer, type } of list.declarations) {
      if (!initializer) continue;
      if (isConstantTable(initializer, type)) for (const part of initializer.arguments ?? []) evaluate(part);
      else if (isEmptyContainer(initializer) && !isReadonly(type)) report(initializer, 'state');
      else evaluate(initializer);
    }
  };

  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      if (!isAmbient(statement)) declare(statement.declarationList);
    } else if (ts.isClassDeclaration(statement)) define(statement);
    else if (ts.isExportAssignment(statement)) evaluate(statement.expression);
    else if (ts.isImportDeclaration(statement)) {
      if (!statement.importClause) report(statement, 'import for its effects');
    } else if (!isDeclaration(statement)) report(statement, 'statement');
  }
  return effects;
}

/** Kinds of expression that are an effect by themselves. */
function effectOf(node: ts.Node): Effect['kind'] | undefined {
  if (ts.isTaggedTemplateExpression(node)) return 'call';
  if (ts.isNewExpression(node)) return 'new';
  if (ts.isAwaitExpression(node)) return 'await';
  if (ts.isMetaProperty(node)) return 'global';
  if (ts.isDeleteExpression(node) || isAssignment(node)) return 'assignment';
  return undefined;
}

const isDeclaration = (statement: ts.Statement): boolean =>
  ts.isFunctionDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement) ||
  ts.isExportDeclaration(statement) ||
  (ts.isModuleDeclaration(statement) && isAmbient(statement));

const isAmbient = ({ modifiers }: { modifiers?: ts.NodeArray<ts.ModifierLike> }): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;

const isStaticKeyword = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.StaticKeyword;

const isAssignment = (node: ts.Node): boolean =>
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken));

const isConstantTable = (node: ts.Expression, type: ts.TypeNode | undefined): node is ts.NewExpression =>
  ts.isNewExpression(node) &&
  /^(Set|Map)$/.test(node.expression.getText()) &&
  /^Readonly(Set|Map)\b/.test(type?.getText() ?? '');

/** `{}` and `[]` hold nothing, so at the top level they are there to be filled. */
const isEmptyContainer = (node: ts.Expression): boolean =>
  (ts.isObjectLiteralExpression(node) && node.properties.length === 0) ||
  (ts.isArrayLiteralExpression(node) && node.elements.length === 0);

const isReadonly = (type: ts.TypeNode | undefined): boolean =>
  /^readonly\b|^Readonly/.test(type?.getText() ?? '');

/** The functions of a file that are one expression each, by name. */
function formulasOf(source: ts.SourceFile): Map<string, ts.ArrowFunction> {
  const found = new Map<string, ts.ArrowFunction>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer && ts.isArrowFunction(initializer) && !ts.isBlock(initializer.body)) {
        found.set(name.getText(source), initializer);
      }
    }
  }
  return found;
}

function addNames(name: ts.BindingName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name, names);
}

function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) addNames(name, names);
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      names.add(statement.name.text);
    } else if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { name, namedBindings } = statement.importClause;
      if (name) names.add(name.text);
      if (namedBindings && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
      else if (namedBindings) for (const element of namedBindings.elements) names.add(element.name.text);
    }
  }
  return names;
}
