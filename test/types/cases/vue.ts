/** What an application of Vue's writes, and the mistakes that the compiler has to catch. Compiled, never run. */
import { sondeVue, useFeature } from 'sonde/vue';
import { createApp, type Directive, type GlobalDirectives } from 'vue';

createApp({}).use(sondeVue({ track() {} }));
useFeature('export-csv').used();

/** What the compiler of templates looks `v-feature` up in. */
declare const directives: GlobalDirectives;
export const takesText: Directive<HTMLElement, string> = directives.vFeature;

// @ts-expect-error
export const takesNumbers: Directive<HTMLElement, number> = directives.vFeature;
// @ts-expect-error
export const takesNonsense: unknown = directives.vNonsense;
// @ts-expect-error
useFeature(7);
