import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatChanges, isDestructive, losesState } from '../../src/stack/table.ts';

const change = (action: string, type: string, replacement = 'False') => ({
  action,
  type,
  replacement,
  resource: 'Thing',
  properties: ['Name'],
});

describe('a change set as a table', () => {
  it('is red where something is replaced or removed, and only there', () => {
    const lines = formatChanges(
      [
        change('Modify', 'AWS::ECS::Service'),
        change('Modify', 'AWS::ECS::Service', 'True'),
        change('Remove', 'AWS::SNS::Topic'),
      ],
      true,
    );
    assert.deepEqual(
      lines.map((line) => line.startsWith('\u001b[31m')),
      [false, false, true, true],
    );
  });

  it('has no colour where none is wanted', () => {
    assert.ok(
      !formatChanges([change('Remove', 'AWS::SNS::Topic')], false)
        .join('')
        .includes('\u001b'),
    );
  });

  it('names the changed properties', () => {
    assert.match(formatChanges([change('Modify', 'AWS::ECS::Service')], false)[1] ?? '', /\(Name\)$/);
  });

  it('counts a possible replacement as destructive, but only a certain one as a loss of state', () => {
    const possible = change('Modify', 'AWS::DynamoDB::Table', 'Conditional');
    assert.deepEqual([isDestructive(possible), losesState(possible)], [true, false]);
    assert.equal(losesState(change('Modify', 'AWS::DynamoDB::Table', 'True')), true);
    assert.equal(losesState(change('Remove', 'AWS::DynamoDB::Table')), true);
    assert.equal(losesState(change('Add', 'AWS::DynamoDB::Table')), false);
    assert.equal(losesState(change('Modify', 'AWS::ECS::TaskDefinition', 'True')), false);
  });
});
