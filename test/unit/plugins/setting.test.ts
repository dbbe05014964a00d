import { expect, test } from 'vitest';
import { setting } from '../../../src/plugins/setting.js';

test('tells what a setting stands at', () => {
  const tracked: unknown[] = [];
  setting({ track: (...event) => tracked.push(event) }, 'theme', 'dark');
  expect(tracked).toEqual([['setting.current', { 'setting.id': 'theme', 'setting.value': 'dark' }]]);
});
