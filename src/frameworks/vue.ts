import { type App, type ComponentPublicInstance, type Directive, inject } from 'vue';
import { type Feature, feature } from '../plugins/feature.js';
import type { Sonde } from '../sonde.js';
import { captureOnce } from './capture-once.js';

declare module 'vue' {
  interface GlobalDirectives {
    /** Names what the plugin `features()` watches: `v-feature="'export-csv'"`. */
    vFeature: Directive<HTMLElement, string>;
  }
}

/** The names of a component and those it stands in, one a line, as a stack. */
const componentsOf = (instance: ComponentPublicInstance | null, where: string): string => {
  let trail = `    at ${where}`;
  for (let one = instance; one; one = one.$parent) {
    const { name, __name } = one.$options;
    trail += `\n    at <${name || __name || 'Anonymous'}>`;
  }
  return trail;
};

/**
 * Makes a Vue plugin: errors in components are recorded with the components they happened in (and go on to the
 * application's own `errorHandler`, or to the console as before), `v-feature` names what the plugin `features()` watches,
 * on the server too, and `useFeature` finds its Sonde.
 *
 * @see https://vuejs.org/api/application.html#app-config-errorhandler
 * @example
 * createApp(Shop).use(sondeVue(sonde)).mount('#shop');
 * // <button v-feature="'export-csv'">Export</button>
 */
export const sondeVue = (sonde: Pick<Sonde, 'track'>): { install(app: App): void } => ({
  install(app) {
    const before = app.config.errorHandler;
    app.config.errorHandler = (error, instance, where) => {
      captureOnce(sonde, error, componentsOf(instance, where));
      if (before) before(error, instance, where);
      else console.error(error);
    };
    const mark = (element: HTMLElement, { value }: { readonly value: string }): void =>
      element.setAttribute('data-feature', value);
    app.directive('feature', {
      created: mark,
      updated: mark,
      getSSRProps: ({ value }) => ({ 'data-feature': value }),
    });
    app.provide('sonde', sonde);
  },
});

/**
 * A feature's life, as `feature(sonde, id)` gives it, in an application that uses `sondeVue`; elsewhere it does nothing.
 *
 * @example
 * const exportCsv = useFeature('export-csv');
 * onMounted(exportCsv.exposed);
 */
export const useFeature = (id: string): Feature =>
  feature(inject<Pick<Sonde, 'track'>>('sonde', { track() {} }), id);
