/**
 * `note`: presence and format of the initiator's free text. Whoever may create a transaction chooses it.
 */

import { defineCriterion } from '../criterion.ts';
import { parseTextFormat, textFormatShape } from '../text-format.ts';
import type { TransactionView } from '../view.ts';

export const note = defineCriterion('note', textFormatShape, (format) =>
  parseTextFormat(format, (view: TransactionView) => view.request.note),
);
