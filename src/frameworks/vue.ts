import { type App, type ComponentPublicInstance, type Directive, inject } from 'vue';
import { type Feature, feature } from '../plugins/feature.js';
import type { Sonde } from '../sonde.js';
import { addComponents, captureOnce } from './capture-once.js';

declare module 'vue' {
  interface GlobalDirectives {
    /** Names what the plugin `features()` watches: `v-feature="'export-csv'"`. */
    vFeature: Directive<HTMLElement, string | null | undefined>;
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

type Handler = NonNullable<App['config']['errorHandler']>;

/**
 * Whether Vue would throw what nobody handles: its development build does, which says in words where it happened (others
 * by a code), save for what a component's loader rejects with, which may have a component of its own to show it.
 */
const isThrown = (where: unknown): boolean => / /.test(`${where}`) && where !== 'async component loader';

/**
 * Makes a Vue plugin: errors in components are recorded with the components they happened in (and go on to the
 * application's own `errorHandler`, whenever it is set, or to the console as before), `v-feature` names what the plugin
 * `features()` watches, on the server too, and `useFeature` finds its Sonde.
 *
 * An error that Vue itself would throw, since nobody handles it (while developing, or by
 * `throwUnhandledErrorInProduction`), is thrown: the plugin `errors()` finds it at the window.
 *
 * @see https://vuejs.org/api/application.html#app-config-errorhandler
 * @example
 * createApp(Shop).use(sondeVue(sonde)).mount('#shop');
 * // <button v-feature="'export-csv'">Export</button>
 */
export const sondeVue = (sonde: Pick<Sonde, 'track'>): { install(app: App): void } => ({
  install(app) {
    const { config } = app;
    let own = config.errorHandler;
    /** The error that is being told, in an array, as it may be anything. */
    let telling: readonly [unknown] | undefined;
    const around =
      (handler: Handler | undefined): Handler =>
      (...failure) => {
        const [error, instance, where] = failure;
        const outer = telling;
        // A handler of the application's may call the one that was there before it, which is one of these.
        const isTold = outer && outer[0] === error;
        telling = [error];
        try {
          if (!isTold) {
            const components = componentsOf(instance, where);
            if (!handler && isThrown(where)) {
              addComponents(error, components);
              throw error;
            }
            captureOnce(sonde, error, components, handler ? 'handled' : 'unhandled');
            if (!handler) console.error(error);
          }
          handler?.(...failure);
        } finally {
          telling = outer;
        }
      };
    // Vue asks for it when there is an error.
    Object.defineProperty(config, 'errorHandler', {
      configurable: true,
      enumerable: true,
      get: () => (own || !config.throwUnhandledErrorInProduction ? around(own) : undefined),
      set(handler: Handler | undefined) {
        own = handler;
      },
    });
    const mark = (element: HTMLElement, { value }: { readonly value: string | null | undefined }): void =>
      value == null ? element.removeAttribute('data-feature') : element.setAttribute('data-feature', value);
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
