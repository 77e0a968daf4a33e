/**
 * YAML as strict as a reviewed document needs it: YAML 1.2 with the failsafe schema (section 10.1), in which every scalar
 * is text. So an unquoted address is not a number, `NO` is not false, `1.50` keeps its zero and `09:00` is not
 * sixty-based. Duplicate keys, keys that are not text, tags, anchors, aliases, directives and second documents are
 * refused. Built on the parser's events, so that nothing the parser would resolve by itself is ever resolved.
 */

import { EVENT_ID, type Event, getScalarValue, parseEvents, YAMLException } from 'js-yaml';
import { err, ok, type Result } from './result.ts';

export type YamlPath = readonly PropertyKey[];

export interface YamlDocument {
  /** Maps (without prototype), arrays and strings only. */
  readonly value: unknown;
  /** 1-based line of the deepest part of `path` that exists. */
  lineOf(path: YamlPath): number;
}

export interface YamlProblem {
  readonly line?: number;
  readonly message: string;
}

/** A part of the document with its place in the text. */
interface Node {
  readonly start: number;
  readonly value: unknown;
  /** Of a map: where the key stands, and what it names. */
  readonly members?: ReadonlyMap<string, { readonly start: number; readonly node: Node }>;
  readonly items?: readonly Node[];
}

/** What a walk over the events carries along. */
interface Walk {
  readonly text: string;
  readonly events: readonly Event[];
  at: number;
  /** Offsets and sentences. */
  readonly problems: [number, string][];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function readYaml(bytes: Uint8Array, maxBytes: number): Result<YamlDocument, readonly YamlProblem[]> {
  if (bytes.length > maxBytes) return err([{ message: `is larger than ${maxBytes} bytes` }]);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return err([{ message: 'is not valid UTF-8 text' }]);
  }
  const events = parse(text);
  if (!events.ok) return err([events.error]);
  const walk: Walk = { text, events: events.value, at: 0, problems: [] };
  const root = readDocument(walk);
  if (root === undefined || walk.problems.length > 0) {
    return err(walk.problems.map(([offset, message]) => ({ line: lineAt(text, offset), message })));
  }
  return ok({ value: root.value, lineOf: (path) => lineAt(text, offsetOf(root, path)) });
}

function parse(text: string): Result<readonly Event[], YamlProblem> {
  try {
    return ok(parseEvents(text, {}));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const message = `is not well-formed YAML: ${error.reason}`;
    return err(error.mark ? { line: error.mark.line + 1, message } : { message });
  }
}

function readDocument(walk: Walk): Node | undefined {
  const [first, content] = walk.events;
  if (first?.type !== EVENT_ID.DOCUMENT || content === undefined || content.type === EVENT_ID.POP) {
    walk.problems.push([0, 'is empty']);
    return undefined;
  }
  if (first.directives.length > 0)
    walk.problems.push([0, 'directives (lines that begin with %) are not allowed']);
  walk.at = 1;
  const root = readNode(walk);
  // Behind the content stands the document's own end, and then nothing.
  if (walk.events.length > walk.at + 1)
    walk.problems.push([root.start, 'multiple documents are not allowed']);
  return root;
}

/** Reads the node at `walk.at` and leaves `walk.at` behind it. The parser bounds how deep this recurses. */
function readNode(walk: Walk): Node {
  const event = walk.events[walk.at];
  walk.at += 1;
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      refuseProperties(event, walk);
      return { start: Math.max(event.valueStart, 0), value: getScalarValue(walk.text, event) };
    case EVENT_ID.SEQUENCE:
      refuseProperties(event, walk);
      return readSequence(event.start, walk);
    case EVENT_ID.MAPPING:
      refuseProperties(event, walk);
      return readMapping(event.start, walk);
    case EVENT_ID.ALIAS:
      walk.problems.push([event.anchorStart, 'aliases (*name) are not allowed: write the value out']);
      return { start: event.anchorStart, value: '' };
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
    case undefined:
      throw new Error('the YAML parser broke off in the middle of a node');
  }
}

function refuseProperties(
  event: { readonly anchorStart: number; readonly tagStart: number },
  walk: Walk,
): void {
  if (event.anchorStart >= 0) walk.problems.push([event.anchorStart, 'anchors (&name) are not allowed']);
  if (event.tagStart >= 0) walk.problems.push([event.tagStart, 'tags (!name) are not allowed']);
}

function readSequence(start: number, walk: Walk): Node {
  const items: Node[] = [];
  while (!takeEnd(walk)) items.push(readNode(walk));
  return { start, items, value: items.map((item) => item.value) };
}

function readMapping(start: number, walk: Walk): Node {
  const members = new Map<string, { readonly start: number; readonly node: Node }>();
  const value: Record<string, unknown> = Object.create(null);
  while (!takeEnd(walk)) {
    const key = readNode(walk);
    const node = readNode(walk);
    const name = typeof key.value === 'string' ? key.value : '';
    if (typeof key.value !== 'string') walk.problems.push([key.start, 'keys must be text']);
    if (name === '__proto__') walk.problems.push([key.start, 'the key `__proto__` is not allowed']);
    if (members.has(name))
      walk.problems.push([key.start, `the key \`${name}\` comes twice: keys are unique`]);
    members.set(name, { start: key.start, node });
    value[name] = node.value;
  }
  return { start, members, value };
}

function takeEnd(walk: Walk): boolean {
  if (walk.events[walk.at]?.type !== EVENT_ID.POP) return false;
  walk.at += 1;
  return true;
}

function offsetOf(root: Node, path: YamlPath): number {
  let node = root;
  let offset = root.start;
  for (const step of path) {
    const member = node.members?.get(String(step));
    const next = member?.node ?? node.items?.[Number(step)];
    if (next === undefined) return offset;
    offset = member?.start ?? next.start;
    node = next;
  }
  return offset;
}

/** 1-based. */
function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
