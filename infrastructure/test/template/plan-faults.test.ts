/** The plan's faults that no scanner names: the plan taken literally has them, the templates do not. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deployed } from '../helpers/deployments.ts';
import { planFaults } from '../helpers/plan-faults.ts';
import { readTemplate } from '../helpers/template.ts';

const plan = readTemplate('test/fixtures/plan-literal.yaml');

describe('of the plan’s faults', () => {
  for (const [fault, isIn] of Object.entries(planFaults)) {
    test(`${fault} is in the plan and not in the template`, () => {
      assert.equal(isIn(plan), true, 'the plan has it');
      assert.equal(isIn(deployed('ha')), false, 'the template has it not');
    });
  }
});
