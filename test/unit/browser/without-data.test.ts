import { expect, test } from 'vitest';
import { withoutData } from '../../../src/browser/without-data.js';

test.each([
  [undefined, undefined],
  ['https://shop.example/data/photo.png', 'https://shop.example/data/photo.png'],
  ['BUTTON#pay.onclick', 'BUTTON#pay.onclick'],
  ['data:image/png;base64,iVBORw0KGgo', 'data:'],
  ['data:image/png;name=ann.png;base64,iVBORw0KGgo', 'data:'],
  ['data:image/svg+xml,<svg\nxmlns="http://www.w3.org/2000/svg">"].onload', 'data:'],
  ['DATA:text/plain,Ann', 'data:'],
  ['data:,Ann', 'data:'],
  ['IMG[src="data:image/png;base64,iVBORw0KGgo"].onload', 'IMG[src="data:'],
])('of %s it says %s', (text, expected) => {
  expect(withoutData(text)).toBe(expected);
});
