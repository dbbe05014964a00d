import { attempt } from '../browser/attempt.js';
import type { Attributes, AttributeValue } from '../event.js';

/** What is needed of an OpenFeature provider: any, as it may have no `track` yet. */
interface TrackingProvider {
  track?(name: string, context: never, details: never): void;
}

/**
 * Lets what the application tracks by OpenFeature (`client.track(name, details)`) reach Sonde: gives the provider a `track`
 * that records an event of that name with the details as attributes (dates as ISO strings; objects and the evaluation's
 * context, which may name a person, are left out), and then does what the provider did before. Returns the same provider.
 *
 * @see https://openfeature.dev/specification/sections/tracking
 * @param sonde what `init` returned, or anything with its `track`.
 * @example
 * await OpenFeature.setProviderAndWait(trackingProvider(sonde, new FlagdWebProvider(…)));
 * OpenFeature.getClient().track('checkout.completed', { value: 99.9, currency: 'EUR' });
 */
export const trackingProvider = <Provider extends object>(
  sonde: { track(name: string, attributes: Attributes): void },
  provider: Provider,
): Provider => {
  const before = (provider as TrackingProvider).track;
  // Defined, not assigned: a class may have it as a method that is read-only, and a frozen provider stays as it is.
  Reflect.defineProperty(provider, 'track', {
    configurable: true,
    writable: true,
    value(name: string, context: never, details: Readonly<Record<string, unknown>>) {
      // A getter of the details may throw, and so may what the page has for a `track`.
      attempt(() =>
        sonde.track(
          name,
          Object.fromEntries(
            Object.entries(details ?? {}).map(([key, value]) => [
              key,
              // That of a date that is none throws.
              ('toISOString' in Object(value)
                ? attempt(() => (value as Date).toISOString())
                : value) as AttributeValue,
            ]),
          ),
        ),
      );
      return before?.call(provider, name, context, details as never);
    },
  });
  return provider;
};
