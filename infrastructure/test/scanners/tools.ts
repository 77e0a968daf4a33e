/** Programs that judge from outside: Python packages at exact versions in environments of their own, and Debian's. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isList, type Json, type JsonObject, object, toJson } from '../helpers/json.ts';
import { infrastructure } from '../helpers/template.ts';

/** Path of a program of a Python package; installs what `test/scanners/<name>.txt` pins, once. */
export function pythonProgram(name: string): string {
  const environment = join(infrastructure, '.venv', name);
  const requirements = join(infrastructure, 'test/scanners', `${name}.txt`);
  const stamp = join(environment, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const program = join(environment, 'bin', name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program;
  const python = join(environment, 'bin/python');
  install('python3', ['-m', 'venv', '--clear', environment], 'Python 3.11 with venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  install(python, pip, `the Python package index for ${name}`);
  writeFileSync(stamp, wanted);
  return program;
}

/** Path of Debian's program, installed when it is missing. */
export function debianProgram(name: string): string {
  if (spawnSync(name, ['--version']).status !== 0)
    install(
      'apt-get',
      ['install', '--yes', '--quiet', name],
      `Debian's package ${name} (apt-get update first)`,
    );
  return name;
}

function install(program: string, args: readonly string[], what: string): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`this suite needs ${what}: ${program} failed: ${stderr.slice(-300)}`);
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: infrastructure,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** A scanner's JSON report; one that says nothing has not looked. */
export function report(outcome: Outcome): Json {
  if (outcome.stdout.trim() === '') throw new Error(`no report: ${outcome.stderr.slice(-500)}`);
  return toJson(JSON.parse(outcome.stdout));
}

/** Scanners give one object for one subject and a list for several. */
export function reports(outcome: Outcome): readonly JsonObject[] {
  const value = report(outcome);
  return (isList(value) ? value : [value]).map(object);
}
