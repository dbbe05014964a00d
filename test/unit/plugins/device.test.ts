import { UAParser } from 'ua-parser-js';
import { afterEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { device } from '../../../src/plugins/device.js';
import { setUp } from './taps.js';

afterEach(() => vi.unstubAllGlobals());

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.39 Mobile Safari/537.36';

test('tells a phone once for each session, versions without their tail', async () => {
  vi.stubGlobal('localStorage', {});
  const told: object[] = [];
  let tap: Parameters<Telemetry['onEmit']>[0] = () => {};
  let session = 'a';
  const emit = (name: string, attributes: object) => {
    if (tap({ name, attributes, time: 0 } as SondeEvent, session) !== false && name === 'device')
      told.push(attributes);
  };
  const open = () =>
    device(
      class extends UAParser {
        constructor() {
          super(PHONE);
        }
      },
    ).setup({
      emit,
      onEmit(listener) {
        tap = listener;
        return () => {};
      },
      debug() {},
      prefix: 'sonde.shop.',
    });
  open();
  open();
  expect(told).toEqual([
    {
      'user_agent.name': expect.stringMatching(/Chrome/),
      'user_agent.version': '131',
      'os.name': 'Android',
      'os.version': '14',
      'device.manufacturer': 'Google',
      'device.model.name': 'Pixel 8',
      'sonde.device.class': 'mobile',
    },
  ]);
  session = 'b';
  emit('any', {});
  await Promise.resolve();
  expect(told).toHaveLength(2);
});

test('tells nothing where the parser throws', () => {
  vi.stubGlobal('localStorage', {});
  const page = setUp(
    device(
      class {
        getResult(): never {
          throw new Error('own');
        }
      },
    ),
  );
  page.emit('any');
  expect(page.told.map(({ name }) => name)).toEqual(['any']);
});
