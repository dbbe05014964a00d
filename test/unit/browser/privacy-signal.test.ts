// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { hasPrivacySignal } from '../../../src/browser/privacy-signal.js';

const set = (value: unknown): void =>
  void Object.defineProperty(navigator, 'globalPrivacyControl', { value, configurable: true });

afterEach(() => set(undefined));

test.each([
  [undefined, false],
  [false, false],
  [true, true],
])('globalPrivacyControl %s', (value, expected) => {
  set(value);
  expect(hasPrivacySignal()).toBe(expected);
});
