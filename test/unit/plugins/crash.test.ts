// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { crash } from '../../../src/plugins/crash.js';
import { setUp } from './taps.js';

let undo: () => void;
let emit: ReturnType<typeof setUp>['emit'];
beforeEach(() => history.replaceState(null, '', '/landing'));
afterEach(() => {
  undo();
  Reflect.deleteProperty(window, 'crashReport');
  Reflect.deleteProperty(navigator, 'locks');
  vi.unstubAllGlobals();
});

test('the browser’s report names the page that is shown, and not the one that was landed on', async () => {
  const kept: Record<string, string> = {};
  Object.assign(window, {
    crashReport: {
      initialize: async () => {},
      set: (key: string, value: string) => Object.assign(kept, { [key]: value }),
      delete: () => {},
    },
  });
  ({ undo, emit } = setUp(crash()));
  await vi.waitFor(() => expect(kept['url.template']).toBe('/landing'));
  history.pushState(null, '', '/orders/81234');
  emit('http.client.request');
  expect(kept['url.template']).toBe('/orders/:id');
});

test('so does the estimate', async () => {
  const locks = {
    request: async (_: string, work: () => unknown) => work(),
    query: async () => ({ held: [] }),
  };
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  const marked = () => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('sonde.shop.alive.'));
    return key && JSON.parse(localStorage[key])[2];
  };
  ({ undo, emit } = setUp(crash()));
  await vi.waitFor(() => expect(marked()).toBe('/landing'));
  history.pushState(null, '', '/orders/81234');
  emit('http.client.request');
  expect(marked()).toBe('/orders/:id');
});
