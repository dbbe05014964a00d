import { MAX_WEIGHT } from '../store/derived-columns.js';
import type { TextAttributes } from './attributes.js';

const WEIGHT = 'sonde.weight';
const VALUE = 'browser.web_vital.value';

/**
 * Leaves out numbers that the metrics could not add up, in place: a weight that no sampler gives, and the value of a web
 * vital that is no number, which is then marked as one not to be used. One of them would spoil the sums of all.
 *
 * @example checkNumbers({ 'sonde.weight': 'Infinity' }) // leaves {}
 */
export const checkNumbers = (attributes: TextAttributes): void => {
  if (WEIGHT in attributes) {
    const weight = Number(attributes[WEIGHT]);
    if (!(weight >= 1 && weight <= MAX_WEIGHT)) delete attributes[WEIGHT];
  }
  if (VALUE in attributes && !Number.isFinite(Number(attributes[VALUE]))) {
    delete attributes[VALUE];
    attributes['browser.web_vital.censored'] = 'true';
  }
};
