import { engine } from './engine.js';

/**
 * Whether this engine tries what says nothing new on a second one: every run tries it in Chromium, `npm run test:long` on
 * all. Whole files of this kind are listed in vitest.config.ts.
 *
 * @example
 * test.runIf(once)('the direction of writing follows from the words', …);
 */
export const once: boolean = engine === 'chromium' || Boolean(process.env.SONDE_LONG);

/** Whether this is the long form, `npm run test:long`. */
export const isLong: boolean = Boolean(process.env.SONDE_LONG);

/** The cases of a test, or in the short form the first so many of them. */
export const orShort = <T>(cases: readonly T[], many: number): readonly T[] =>
  isLong ? cases : cases.slice(0, many);

/**
 * The cases of a test, or where `once` is false the first of them.
 *
 * @example
 * test.each(orFirst(['/', '/dark']))('axe finds nothing on %s', …);
 */
export const orFirst = <T>(cases: readonly T[]): readonly T[] => (once ? cases : cases.slice(0, 1));
