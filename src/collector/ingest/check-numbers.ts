import { MAX_WEIGHT } from '../store/derived-columns.js';
import type { TextAttributes } from './attributes.js';

const WEIGHT = 'sonde.weight';
const NAME = 'browser.web_vital.name';
const VALUE = 'browser.web_vital.value';

/** Whether a text is a decimal number from 0 on. JavaScript reads a blank as 0, and `0x10`, which the engine does not. */
const isMeasured = (text = ''): boolean =>
  /^[\d.e+-]+$/i.test(text) && Number(text) >= 0 && Number(text) < Number.POSITIVE_INFINITY;

/**
 * Leaves out numbers that the metrics could not add up, in place: a weight that no sampler gives, and the value of a web
 * vital that is none: no number, or below 0. Such a vital, and one without a value, is marked as one not to be used. One
 * weight would spoil the sums of all, and what has no value would pass for 0, the best there is.
 *
 * @example checkNumbers({ 'sonde.weight': 'Infinity' }) // leaves {}
 */
export const checkNumbers = (attributes: TextAttributes): void => {
  if (WEIGHT in attributes) {
    const weight = Number(attributes[WEIGHT]);
    if (!(weight >= 1 && weight <= MAX_WEIGHT)) delete attributes[WEIGHT];
  }
  if ((NAME in attributes || VALUE in attributes) && !isMeasured(attributes[VALUE])) {
    delete attributes[VALUE];
    attributes['browser.web_vital.censored'] = 'true';
  }
};
