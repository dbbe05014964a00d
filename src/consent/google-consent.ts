import { attempt } from '../browser/attempt.js';
import { patch } from '../browser/patch.js';
import { cmpSource, type Said } from './cmp.js';
import type { ConsentSource } from './source.js';

export interface GoogleConsentOptions {
  /** The type of consent that allows `analytics`; `analytics_storage` unless told. */
  readonly analytics?: string;
  /** The type that allows `diagnostics`; the same as for analytics unless told. */
  readonly diagnostics?: string;
  /** The data layer's name, where it is not `dataLayer`. */
  readonly dataLayer?: string;
}

interface Values extends Readonly<Record<string, unknown>> {
  readonly region?: unknown;
  readonly wait_for_update?: number;
}

/**
 * Consent by what the site tells Google's tags, in Consent Mode v2: `gtag('consent', 'update', …)` is the visitor's
 * answer. A default is none: where it denies, the answer is still unknown; where it grants, that counts (after its
 * `wait_for_update`), but not against Global Privacy Control; where it is for some regions, nobody here knows whether
 * this is one, and the answer is unknown.
 *
 * It reads the data layer. What a template of Google Tag Manager sets by its own interface does not come by there.
 *
 * @example
 * init({ …, consent: fromGoogleConsent() });
 * @see https://developers.google.com/tag-platform/security/guides/consent
 */
export const fromGoogleConsent = ({
  analytics = 'analytics_storage',
  diagnostics = analytics,
  dataLayer = 'dataLayer',
}: GoogleConsentOptions = {}): ConsentSource => {
  /** By type of consent; `scoped` are those with a default for some regions. */
  const updates: Record<string, Said> = {};
  const defaults: Record<string, Said> = {};
  const scoped: Record<string, boolean> = {};
  return cmpSource(
    { analytics, diagnostics },
    (type) => updates[type] || (scoped[type] ? 'unknown' : defaults[type]),
    (look) => {
      let isLive = true;
      const hear = (entry: unknown): void =>
        attempt(() => {
          // `gtag` pushes its arguments as they are; other entries are objects without numbers.
          const [command, action, values] = Array.from(entry as unknown[]) as [unknown, unknown, Values];
          if (command !== 'consent') return;
          const { region, wait_for_update: wait } = values;
          const apply = (): void => {
            for (const type of [analytics, diagnostics]) {
              const value = values[type];
              if (value !== 'granted' && value !== 'denied') continue;
              if (action === 'update') updates[type] = value;
              else if (region) scoped[type] = true;
              else defaults[type] = value === 'granted' ? 'implied' : 'unknown';
            }
            if (isLive) look();
          };
          if (action === 'default' && !region && wait) setTimeout(apply, wait);
          else apply();
        });

      const layers = window as unknown as Record<string, unknown[]>;
      layers[dataLayer] ||= [];
      const layer = layers[dataLayer] as unknown[];
      for (const entry of layer) hear(entry);
      const undo = patch(layer, 'push', (run, entries) => {
        const length = run();
        entries.forEach(hear);
        return length;
      });
      return () => {
        isLive = false;
        undo();
      };
    },
  );
};
