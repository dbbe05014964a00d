import { whenFound } from '../browser/when-found.js';
import { cmpSource, sayOf } from './cmp.js';
import type { ConsentSource } from './source.js';

/** The part of Klaro's manager that is used. */
export interface KlaroManager {
  readonly confirmed: boolean;
  readonly savedConsents: Readonly<Record<string, boolean>>;
  getService(name: string): { readonly required?: boolean } | undefined;
  watch(watcher: { update(): void }): void;
  unwatch(watcher: { update(): void }): void;
}

/** The part of Klaro that is used. */
export interface Klaro {
  getManager(config?: object): KlaroManager;
  addEventListener(type: 'render', listener: (config: object) => void): void;
  show(config?: object, modal?: boolean): void;
}

export interface KlaroOptions {
  /** The service, by its name in Klaro's settings, that allows `analytics`; `sonde` unless told. */
  readonly analytics?: string;
  /** The service that allows `diagnostics`; the same as for analytics unless told. */
  readonly diagnostics?: string;
  /** Klaro, where the page has no `window.klaro`: `import * as klaro from 'klaro'`. */
  readonly klaro?: Klaro;
}

/**
 * Consent by [Klaro](https://klaro.org/) 0.7: who has saved a choice with the service on, granted. A service's default
 * counts for nothing before, and neither do switches that are turned and not yet saved. A required service cannot be
 * refused, so that it does not stand against Global Privacy Control.
 *
 * Klaro may load before Sonde or after it. It is asked only when it has drawn itself: earlier, the asking itself would
 * make it set up services too early for elements that are yet to come.
 *
 * @example
 * // klaroConfig = { services: [{ name: 'sonde', purposes: ['analytics'] }] }
 * init({ …, consent: fromKlaro() });
 * @see https://klaro.org/docs/api/js_api
 */
export const fromKlaro = ({
  analytics = 'sonde',
  diagnostics = analytics,
  klaro,
}: KlaroOptions = {}): ConsentSource => {
  let manager: KlaroManager | undefined;
  // An element of the page may have that id.
  const find = (): Klaro | undefined => {
    const found = klaro || (window as { klaro?: Klaro }).klaro;
    return found?.getManager && found;
  };
  return cmpSource(
    { analytics, diagnostics },
    (name) =>
      manager?.confirmed
        ? sayOf(manager.savedConsents[name], !manager.getService(name)?.required)
        : undefined,
    (look) => {
      let isLive = true;
      const watcher = { update: look };
      const undo = whenFound(find, (found) =>
        // It also calls back for what was drawn before, and cannot be told to stop.
        found.addEventListener('render', (config) => {
          if (manager || !isLive) return;
          manager = found.getManager(config);
          manager.watch(watcher);
          look();
        }),
      );
      return () => {
        isLive = false;
        undo();
        manager?.unwatch(watcher);
        manager = undefined;
      };
    },
    () => find()?.show(undefined, true),
  );
};
