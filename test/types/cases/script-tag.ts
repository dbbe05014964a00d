/** What a page with the script tag writes, and the mistakes that the compiler has to catch. Compiled, never run. */
import { feature } from 'sonde/feature';
import type { Sonde } from 'sonde/script';

window.sonde?.track('plan.selected', { tier: 'pro' });
window.sonde?.consent?.grant('analytics');
export const wait: Promise<unknown> | undefined = window.sonde?.flush?.();
if (window.sonde) feature(window.sonde, 'export-csv').used();
export const whole = (sonde: Sonde): void => sonde.optOut();

// @ts-expect-error
feature(window.sonde, 'export-csv');
// @ts-expect-error
window.sonde.track('before it has come');
// @ts-expect-error
window.sonde?.consent.grant();
// @ts-expect-error
window.sonde?.track();
// @ts-expect-error
window.sonde?.consent?.grant('marketing');
