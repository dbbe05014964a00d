import { attempt } from './browser/attempt.js';
import { defined } from './browser/defined.js';
import { urlTemplate } from './browser/url-template.js';
import { buffered } from './buffer.js';
import { withErase } from './consent/erase.js';
import type { ConsentSource } from './consent/source.js';
import { type CoreOptions, core } from './core.js';
import type { SondeEvent } from './event.js';
import type { Options } from './options.js';
import { createLimiter } from './pipeline/limiter.js';
import { createSampler } from './pipeline/sampler.js';
import { siteRules } from './pipeline/site-rules.js';
import type { SampleSource, Telemetry } from './plugin.js';
import type { Sonde } from './sonde.js';
import { standard } from './standard.js';
import { createSignals } from './transport/signals.js';

export type { Options } from './options.js';
export type { Sonde } from './sonde.js';

/** No person does more in a minute; what does is a storm. */
const LIMIT = { page_view: 300, click: 300, 'feature.used': 300, exception: 300 };

/**
 * Starts Sonde on a page. Until the consent source grants a purpose nothing is observed, stored or sent; then the
 * plugins of that purpose are set up. On withdrawal they are undone and everything kept is deleted, at once.
 *
 * Never throws. Outside a page (server rendering, a worker) the handle does nothing, nor where the options cannot be used:
 * then the console says why. A second call for the same `service` returns the first handle.
 *
 * @example
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', release: '1.4.2', plugins: [pageViews(), errors()] });
 * sonde.track('plan.selected', { tier: 'pro' });
 */
export const init = (given: Options): Sonde =>
  attempt(
    () => begin(given),
    (error) => console.warn('[sonde] init cannot use its options', error),
  ) || core(standard({ endpoint: '', service: 'none', consent: NOBODY }));

/** Never answers. */
const NOBODY: ConsentSource = { subscribe: () => () => {}, set() {} };

const begin = (given: Options): Sonde => {
  const options = defined(given);
  if (options.endpoint == null || options.service == null) throw TypeError('endpoint and service are needed');
  const { sample = {}, limit, beforeSend, bounds, buffer, erase, onSent } = options;
  const base = standard(
    {
      ...options,
      urlTemplate: (url) => {
        const { pathname, hash } = url;
        return attempt(() => options.urlTemplate?.(url), base.onError) || urlTemplate(pathname + hash);
      },
    },
    siteRules(options.scrub, options.allowQuery),
  );
  const common = erase ? withErase(base) : base;
  const source =
    typeof sample.rates === 'function'
      ? (sample as SampleSource)
      : { rates: () => sample as Readonly<Record<string, number>>, start: () => () => {} };
  const setup = (telemetry: Telemetry): (() => void) => source.start(options, telemetry);
  const start = ({ stages, plugins, onDrop, ...rest }: CoreOptions): Sonde =>
    core({
      ...rest,
      // The site's own: what it throws stops no sending.
      transport: createSignals(onDrop, onSent && ((batch) => attempt(() => onSent(batch), rest.onError))),
      onDrop,
      bounds: { ...rest.bounds, ...defined(bounds) },
      // Here and not before, so that no rates are asked for while a visitor's answer is waited for; and first, for what
      // the others record at once.
      plugins: [
        { purpose: 'diagnostics', late: true, setup },
        { purpose: 'analytics', late: true, setup },
        ...plugins,
      ],
      stages: [
        ...stages,
        createSampler(source.rates),
        createLimiter({ ...LIMIT, ...limit }, () => onDrop('rate', 1)),
        (event) => {
          const answer = attempt(() => (beforeSend ? beforeSend(event) : event), rest.onError) as
            | SondeEvent
            | null
            | undefined;
          if (!answer?.name) {
            // Plugins keep events for later, as breadcrumbs, and are not to tell more than is sent: one at no time never was.
            event.time = Number.POSITIVE_INFINITY;
            // A promise, for one, is no event.
            return answer && void rest.telemetry.debug('left out, since it has no name', answer);
          }
          const { span } = Object.assign(event, answer);
          if (span) event.span = { ...span, name: rest.scrub?.(span.name) ?? span.name };
          return event;
        },
      ],
    });
  return buffer ? buffered(start, common) : start(common);
};
