/**
 * That a check cannot be left out is a matter of types, so it is tested with the compiler: a program whose lines are
 * right or wrong ways to an answer, and the lines of which it complains.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { app } from '../helpers/process.ts';

const declarations = (src: string): string => `
import { approve, type Decision, ignore, reject } from '${src}/decision/decision.ts';
import { deny } from '${src}/decision/denial.ts';
import type { PermitFields, Permit } from '${src}/policy/verdict.ts';
import type { ConfigurationChangeRequest, Request, TransactionRequest } from '${src}/request/request.ts';
import type { AuthenticBytes } from '${src}/token/authentic.ts';
import type { Evidence, MatchedBytes } from '${src}/transaction/evidence.ts';
declare const request: Request;
declare const transaction: TransactionRequest;
declare const change: ConfigurationChangeRequest;
declare const evidence: Evidence;
declare const matched: MatchedBytes;
declare const permit: Permit;
declare const permitFields: PermitFields;
declare const bytes: Uint8Array;
`;

/** Each line with whether it must compile. */
const lines: readonly (readonly [string, 'right' | 'wrong'])[] = [
  ['approve(request, evidence, permit);', 'right'],
  ['approve(request, evidence);', 'wrong'],
  ['approve(request, undefined, permit);', 'wrong'],
  ['approve(request, matched, permit);', 'wrong'],
  ["approve(request, { kind: 'not_a_transaction', request }, permit);", 'wrong'],
  ['approve(request, evidence, permitFields);', 'wrong'],
  ['approve(request, evidence, { request, evidence, rules: [] });', 'wrong'],
  ["export const forged: Decision = { action: 'APPROVE', rules: [] };", 'wrong'],
  ["export const forgedRefusal: Decision = { action: 'REJECT', denial: deny('policy_no_permit') };", 'wrong'],
  ["export const real: Decision = reject(deny('policy_no_permit'));", 'right'],
  ["reject(deny('because_i_say_so'));", 'wrong'],
  ["ignore(change, deny('policy_no_permit'));", 'right'],
  ["ignore(transaction, deny('policy_no_permit'));", 'wrong'],
  ["if (transaction.stage === 'signing') ignore(transaction, deny('policy_no_permit'));", 'wrong'],
  [
    "export const authentic: AuthenticBytes = { payload: bytes, body: bytes, payloadSha256: '', cosigner: '', cosignerKey: '', mode: 'jwt' };",
    'wrong',
  ],
];

test('the compiler refuses every way to an answer that leaves a check out', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const program = `${declarations(relative(folder, join(app, 'src'))).trimStart()}${lines.map(([line]) => line).join('\n')}\n`;
  await writeFile(join(folder, 'program.ts'), program);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const compilerOptions = { typeRoots: [join(app, 'node_modules/@types')] };
  const options = { extends: join(app, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
  const { stdout } = spawnSync(join(app, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: folder,
  });
  const complaints = [...stdout.matchAll(/^program\.ts\((\d+),\d+\): error/gm)].map(([, line]) =>
    Number(line),
  );
  const first = program.split('\n').indexOf(lines[0]?.[0] ?? '') + 1;
  const verdicts = lines.map(([line], index) => [
    line,
    complaints.includes(first + index) ? 'wrong' : 'right',
  ]);
  assert.deepEqual(verdicts, lines, stdout);
  assert.ok(
    complaints.every((line) => line >= first),
    stdout,
  );
});
