import type { Engine } from './find-browsers.mjs';

/** What not every engine, or not every way of driving it, can express. */
export type Feature = keyof typeof cannot;

const cannot = {
  offline: {
    webkit:
      'WebDriver has no command for it, and WebKitGTK no switch: close the front’s socket instead (front.refuse)',
  },
  'input in a kept profile': {
    webkit:
      'MiniBrowser under WebDriver always runs on a throw-away session; on a kept profile it is driven by the inspector, ' +
      'whose protocol has no input: clicks are made by the document (isTrusted is false)',
  },
  'chrome devtools protocol': {
    firefox: 'removed from Firefox 129 and later',
    webkit: 'speaks its own inspector protocol',
  },
} satisfies Record<string, Partial<Record<Engine, string>>>;

/** Why an engine cannot do something; `undefined` where it can. */
export const whyNot = (engine: Engine, feature: Feature): string | undefined =>
  (cannot[feature] as Partial<Record<Engine, string>>)[engine];

/**
 * Whether an engine can do something.
 *
 * @example
 * test.runIf(can(engine, 'offline'))('keeps clicks while offline', …);
 */
export const can = (engine: Engine, feature: Feature): boolean => whyNot(engine, feature) === undefined;
