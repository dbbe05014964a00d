import { expect, test } from 'vitest';
import { readSeverity } from '../../../src/collector/ingest/severity.js';

test.each([
  [17, 'any', 17],
  ['SEVERITY_NUMBER_TRACE', 'any', 1],
  ['SEVERITY_NUMBER_WARN3', 'any', 15],
  ['SEVERITY_NUMBER_FATAL4', 'any', 24],
  ['SEVERITY_NUMBER_UNSPECIFIED', 'any', 0],
  [undefined, 'any', 0],
  [undefined, 'sonde', 9],
  [25, 'any', 0],
  [-1, 'any', 0],
  [1.5, 'any', 0],
])('%j of scope %s is %i', (value, scope, number) => {
  expect(readSeverity(value, scope)).toBe(number);
});
