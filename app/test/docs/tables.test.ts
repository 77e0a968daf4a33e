/** The tables of the documents say what the program says: variables, commands, reasons, metrics, dependencies, flags. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { processFlags } from '../../scripts/process-flags.ts';
import { EmfPeriod } from '../../src/audit/emf.ts';
import { type Decided, severityOf } from '../../src/audit/events.ts';
import { createMetrics, type Gauges } from '../../src/audit/metrics.ts';
import { auditCommand } from '../../src/cli/audit.ts';
import { keysCommand } from '../../src/cli/keys.ts';
import { type Variable, variables } from '../../src/config/environment.ts';
import { refusalReasons, retryReasons } from '../../src/decision/denial.ts';
import {
  codeBlocks,
  documents,
  namesIn,
  readDocument,
  repository,
  tableBelow,
} from '../helpers/documents.ts';

const app = join(repository, 'app');
const readme = readDocument('README.md');
const readmeJa = readDocument('README.ja.md');
const operations = [
  {
    text: readDocument('docs/operations.md'),
    metrics: '## Metrics',
    reasons: '## Reasons',
    failures: '### Failed authentication',
    problems: '### Ledger problems',
  },
  {
    text: readDocument('docs/operations.ja.md'),
    metrics: '## メトリクス',
    reasons: '## 理由の一覧',
    failures: '### 認証の失敗',
    problems: '### 台帳の問題',
  },
] as const;

function defaultOf({ required, fallback }: Variable, words: { required: string; unset: string }): string {
  if (required) return words.required;
  return fallback === undefined ? words.unset : `\`${fallback}\``;
}

test('the environment table of README.md is the schema’s: names, meanings, defaults', () => {
  const words = { required: 'required', unset: 'unset' };
  const expected = variables.map((variable) => [
    `\`${variable.name}\``,
    variable.meaning,
    defaultOf(variable, words),
  ]);
  assert.deepEqual(tableBelow(readme, '## Configuration'), expected);
});

test('the environment table of README.ja.md has the same names and defaults', () => {
  const words = { required: '必須', unset: 'なし' };
  const expected = variables.map((variable) => [`\`${variable.name}\``, defaultOf(variable, words)]);
  const rows = tableBelow(readmeJa, '## 設定').map(([name, , fallback]) => [name, fallback]);
  assert.deepEqual(rows, expected);
});

/** Names in the program's own help, with those inside a command behind it. */
function listCommands(): readonly string[] {
  const { stdout } = spawnSync(process.execPath, [join(app, 'src/main.ts'), '--help'], { encoding: 'utf8' });
  const [, list = ''] = stdout.split('\nCommands:\n');
  const inside = new Map(
    [keysCommand(), auditCommand()].map((command) => [command.name(), command.commands]),
  );
  return Array.from(list.matchAll(/^ {2}([a-z]+)/gm), ([, name = '']) => name).flatMap(
    (name) => inside.get(name)?.map((inner) => `${name} ${inner.name()}`) ?? [name],
  );
}

test('the command tables name every command that the program has, and no other', () => {
  const commands = listCommands();
  assert.ok(commands.includes('audit verify'));
  assert.deepEqual(namesIn(tableBelow(readme, '## The command line')), commands);
  assert.deepEqual(namesIn(tableBelow(readmeJa, '## コマンド')), commands);
});

test('every npm script that a document names is one', () => {
  const { scripts }: { readonly scripts: object } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  const named = documents.flatMap((name) => {
    const found = readDocument(name).matchAll(/\bnpm (?:(start|test)\b|run (?:--silent )?([a-z:-]+))/g);
    return Array.from(found, ([, short, script]) => short ?? script ?? '');
  });
  assert.ok(named.includes('start') && named.includes('simulate') && named.includes('test:interop'));
  assert.deepEqual(
    named.filter((script) => !Object.hasOwn(scripts, script)),
    [],
  );
});

test('the commands by hand have the flags of production', () => {
  const expected = processFlags({
    readable: [
      '"$PWD/src"',
      '"$PWD/node_modules"',
      '"$PWD/package.json"',
      '/etc/callback-handler',
      '/var/lib/callback-handler',
    ],
    writable: ['/var/lib/callback-handler'],
  });
  for (const text of [readme, readmeJa]) {
    const serve = codeBlocks(text).find(({ label }) => label === 'serve')?.content ?? '';
    const flags = Array.from(serve.matchAll(/(?<=\s)--(?!omit)\S+/g), ([flag]) => flag);
    assert.deepEqual(flags, expected);
  }
});

for (const { text, reasons, metrics, failures, problems } of operations) {
  test(`${reasons}: every reason is explained in one line with its severity, and nothing else is`, () => {
    const event = { event: 'decided', path: 'transaction', stage: 'signing', how: 'first' } as const;
    const rest: Omit<Decided, 'event' | 'path' | 'stage' | 'how' | 'action' | 'reason'> = {
      requestId: '',
      signerId: '',
      cosigner: '',
      cosignerKey: '',
      rules: [],
      milliseconds: 0,
      steps: { authenticate: 0, decide: 0 },
    };
    const refusals = refusalReasons.map((reason) => ({ action: 'REJECT' as const, reason }));
    const retries = retryReasons.map((reason) => ({ action: 'RETRY' as const, reason }));
    const expected = [...refusals, ...retries].map((answer) => [
      answer.reason,
      severityOf({ ...event, ...rest, ...answer }),
    ]);
    const rows = tableBelow(text, reasons);
    assert.deepEqual(
      rows.map(([, severity], i) => [namesIn(rows)[i], severity]),
      expected,
    );
    for (const [reason, , meaning = ''] of rows) assert.ok(meaning.length >= 8, reason);
  });

  test(`${metrics}: every metric is explained, and nothing else is`, async () => {
    const gauges = (): Gauges => ({
      ledgerHealthy: true,
      ledgerRows: 0,
      ledgerPending: 0,
      keyAgeSeconds: 0,
      ledgerAgeSeconds: 0,
      clockBehindSeconds: 0,
    });
    const exposition = await createMetrics(gauges).render();
    const names = Array.from(exposition.text.matchAll(/^# TYPE (\S+)/gm), ([, name = '']) => name);
    assert.deepEqual([...namesIn(tableBelow(text, metrics))].sort(), names.sort());
    const line: object = JSON.parse(new EmfPeriod().flush(0, gauges()));
    for (const name of Object.keys(line).filter((key) => key !== '_aws')) {
      assert.ok(text.includes(`\`${name}\``), name);
    }
  });

  test(`${failures}: every failure is explained, and nothing else is`, () => {
    const expected = [
      ...membersOf('src/token/verify.ts', 'AuthenticationFailure'),
      ...membersOf('src/token/header.ts', 'HeaderProblem'),
    ];
    assert.deepEqual([...namesIn(tableBelow(text, failures))].sort(), expected.sort());
  });

  test(`${problems}: every problem of the ledger is explained, and nothing else is`, () => {
    const expected = membersOf('src/ledger/ledger-error.ts', 'LedgerProblem');
    assert.deepEqual(namesIn(tableBelow(text, problems)), expected);
  });

  test(`${problems}: what \`audit verify\` may find is listed`, () => {
    const found = membersOf('src/audit/verify.ts', 'RowProblem');
    assert.ok(found.length > 5);
    for (const problem of found) assert.ok(text.includes(`\`${problem}\``), problem);
  });
}

/** The texts in a union type, in the order of the source. */
function membersOf(file: string, type: string): string[] {
  const source = readFileSync(join(app, file), 'utf8');
  const [, union = ''] = new RegExp(`export type ${type} =([^;]+);`).exec(source) ?? [];
  return Array.from(union.matchAll(/'([a-z_]+)'/g), ([, member = '']) => member);
}

test('every dependency is explained on a decision page', () => {
  const { dependencies, devDependencies, optionalDependencies }: Record<string, object> = JSON.parse(
    readFileSync(join(app, 'package.json'), 'utf8'),
  );
  const names = [dependencies, devDependencies, optionalDependencies].flatMap((group) =>
    Object.keys(group ?? {}),
  );
  assert.ok(names.length > 10);
  const pages = documents.filter((name) => name.startsWith('docs/decisions/')).map(readDocument);
  const unexplained = names.filter((name) => !pages.some((page) => page.includes(`\`${name}\``)));
  assert.deepEqual(unexplained, []);
});

test('every decision page is numbered once, has the four parts, and is listed in the architecture', () => {
  const pages = documents.filter((name) => name.startsWith('docs/decisions/'));
  const numbers = pages.map((name) => name.slice('docs/decisions/'.length, 'docs/decisions/0001'.length));
  assert.deepEqual(numbers, [...new Set(numbers)].sort());
  const architecture = readDocument('docs/architecture.md');
  for (const page of pages) {
    const text = readDocument(page);
    for (const part of ['Context', 'Decision', 'Consequences', 'Rejected']) {
      assert.ok(text.includes(`\n**${part}.** `), `${page}: ${part}`);
    }
    assert.ok(architecture.includes(`(${page.slice('docs/'.length)})`), page);
  }
});
