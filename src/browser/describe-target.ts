import { nameOf } from './name-of.js';

/**
 * What an event may say of an element: its name (else that of the web component which it is a part of, else its role or tag),
 * and its tag. Text and values are never read.
 */
export const describeTarget = (
  element: Element,
): { 'sonde.target.name': string; 'sonde.target.tag': string } => {
  const tag = element.localName;
  return {
    'sonde.target.name':
      nameOf(element) ||
      // In the document itself there is no host.
      nameOf((element.getRootNode() as ShadowRoot).host || element) ||
      element.getAttribute('role') ||
      tag,
    'sonde.target.tag': tag,
  };
};
