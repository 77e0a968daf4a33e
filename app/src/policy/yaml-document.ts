/**
 * YAML as strict as a policy needs it: YAML 1.2 with the failsafe schema (section 10.1), in which every scalar is text.
 * So an unquoted address is not a number, `NO` is not false, `1.50` keeps its zero and `09:00` is not sixty-based.
 * Duplicate keys, tags, anchors, aliases, merge keys, directives and second documents are refused.
 */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import { err, ok, type Result } from '../lib/result.ts';
import { type Issue, issue, type Path } from './problem.ts';

/** Some 20,000 rules. Address books beyond a few thousand entries belong in files of their own. */
export const maxDocumentBytes = 4 * 1024 * 1024;

export interface YamlDocument {
  /** Maps (without prototype), arrays and strings only. */
  readonly value: unknown;
  /** 1-based line of the deepest part of `path` that exists. */
  lineOf(path: Path): number;
}

export interface YamlProblem {
  readonly line?: number;
  readonly message: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function readYaml(bytes: Uint8Array): Result<YamlDocument, readonly YamlProblem[]> {
  if (bytes.length > maxDocumentBytes) {
    return err([{ message: `is larger than ${maxDocumentBytes} bytes: move address books to files` }]);
  }
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return err([{ message: 'is not valid UTF-8 text' }]);
  }
  const lines = new LineCounter();
  // `logLevel: error`, because `silent` would also silence the refusal of a second document.
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'failsafe',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  const problems = document.errors.map((error): YamlProblem => {
    return { line: lines.linePos(error.pos[0]).line, message: `is not well-formed YAML: ${error.message}` };
  });
  if (problems.length > 0) return err(problems);
  const contents = document.contents;
  if (contents === null)
    return err([{ message: 'is empty: a policy needs at least version, name and rules' }]);
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const issues = [...refuseDirectives(document)];
  const value = toPlain(contents, [], issues);
  const lineOf = (path: Path): number => lineAt(offsetOf(contents, path));
  if (issues.length > 0) return err(issues.map(({ path, message }) => ({ line: lineOf(path), message })));
  return ok({ value, lineOf });
}

function refuseDirectives({ directives }: Document.Parsed): readonly Issue[] {
  const plain = directives.yaml.explicit !== true && Object.keys(directives.tags).length === 1;
  return plain ? [] : [issue([], 'directives (lines that begin with %) are not allowed')];
}

/** Nesting is bounded: the parser itself reports documents that are too deep for its stack. */
function toPlain(node: ParsedNode | null, path: Path, issues: Issue[]): unknown {
  if (node === null) return '';
  if (isAlias(node)) {
    issues.push(issue(path, 'aliases (*name) are not allowed: write the value out'));
    return '';
  }
  if (node.anchor !== undefined) issues.push(issue(path, 'anchors (&name) are not allowed'));
  if (node.tag !== undefined) issues.push(issue(path, 'tags (!name) are not allowed'));
  if (isScalar(node)) return String(node.value);
  if (isSeq<ParsedNode>(node)) return node.items.map((item, i) => toPlain(item, [...path, i], issues));
  const map: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.items) {
    const name = String(toPlain(key, path, issues));
    if (name === '__proto__') issues.push(issue([...path, name], 'the key `__proto__` is not allowed'));
    map[name] = toPlain(value, [...path, name], issues);
  }
  return map;
}

function offsetOf(root: ParsedNode, path: Path): number {
  let node: ParsedNode | null = root;
  let offset = root.range[0];
  for (const step of path) {
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const found: Pair<ParsedNode, ParsedNode | null> | undefined = node.items.find(
        ({ key }) => isScalar(key) && key.value === step,
      );
      if (found === undefined) return offset;
      offset = found.key.range[0];
      node = found.value;
    } else if (isSeq<ParsedNode>(node)) {
      const item: ParsedNode | undefined = node.items[Number(step)];
      if (item === undefined) return offset;
      offset = item.range[0];
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}
