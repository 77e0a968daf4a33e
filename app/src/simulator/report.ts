/** The result of a run for people (a table, one line per exchange) and for programs (JSON). Pure text. */

import { styleText } from 'node:util';
import { holds, type RunResult } from './run.ts';

export interface ReportStyle {
  readonly colour: boolean;
}

const headings = ['', 'scenario', 'sent', 'expected', 'got', 'ms', 'why'] as const;

export function formatTable(result: RunResult, style: ReportStyle): string {
  const rows = result.steps.map((step) => [
    step.ok ? 'ok' : 'FAIL',
    step.scenario,
    step.sent,
    step.expected,
    step.got,
    step.milliseconds.toFixed(1),
    step.why,
  ]);
  const lines = alignColumns([headings, ...rows]);
  const [heading = '', ...body] = lines;
  const coloured = body.map((line, at) => colourLine(line, result.steps[at]?.ok === true, style));
  return [paint('bold', heading, style), ...coloured, '', ...summary(result)].join('\n');
}

export function formatJson(result: RunResult): string {
  return JSON.stringify({ ok: holds(result), ...result }, undefined, 2);
}

/** Pads every column but the last to its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Colours are for a person at a terminal who has not asked for none (no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, noColour: string | undefined): boolean {
  return stream.isTTY === true && (noColour ?? '') === '';
}

export function paint(format: 'bold' | 'green' | 'red', text: string, style: ReportStyle): string {
  return style.colour ? styleText(format, text, { validateStream: false }) : text;
}

function colourLine(line: string, good: boolean, style: ReportStyle): string {
  const mark = good ? 'ok' : 'FAIL';
  return paint(good ? 'green' : 'red', mark, style) + line.slice(mark.length);
}

function summary({ steps, skipped }: RunResult): readonly string[] {
  const failed = steps.filter((step) => !step.ok).length;
  const count = steps.length === 1 ? '1 line' : `${steps.length} lines`;
  const verdict = failed === 0 ? 'all as expected' : `${failed} not as expected`;
  const missing = skipped.length === 0 ? [] : [`not played in this mode: ${skipped.join(', ')}`];
  return [`${count}, ${verdict}`, ...missing];
}
