import { nameOf } from './name-of.js';

/**
 * What an event may say of an element: its name (else its role or tag), and its tag. Text and values are never read.
 */
export const describeTarget = (
  element: Element,
): { 'sonde.target.name': string; 'sonde.target.tag': string } => {
  const tag = element.localName;
  return {
    'sonde.target.name': nameOf(element) || element.getAttribute('role') || tag,
    'sonde.target.tag': tag,
  };
};
