import { scriptSource } from './consent/script-source.js';
import {
  clicks,
  core,
  errors,
  features,
  type Options,
  pageViews,
  type Sonde,
  standard,
  vitals,
} from './index.js';

declare global {
  interface Window {
    /**
     * The handle on pages with the script tag; `import type {} from 'sonde/script'` tells TypeScript of it. Until the async
     * script has come it is not there, and on pages with the inline snippet it has only `track`.
     */
    sonde?: Pick<Sonde, 'track'> & Partial<Sonde>;
  }
}

/**
 * The script-tag entry: `data-*` attributes become `init`'s options, and the handle becomes `window.sonde`.
 *
 * What a page tracked before the async script has arrived is in a queue of the inline snippet's (stub.ts), as arguments
 * of `track`, and is recorded now, or when a prerendered page is shown, if consent is there by then.
 * What `data-consent` names is found by consent/script-source.ts, in whose place the file `sonde-cmp.js` has
 * consent/script-managers.ts.
 *
 * @example
 * <script async src="/sonde.js" data-endpoint="/telemetry" data-service="shop" data-release="1.4.2"
 *   data-consent="banner"></script>
 */
const start = (): void => {
  const { endpoint, service, release, environment, consent, debug } = document.currentScript?.dataset || {};
  const page = window as {
    sonde?: Sonde & { q?: Parameters<Sonde['track']>[] };
  };
  const queue = page.sonde?.q || [];
  page.sonde = core(
    standard({
      endpoint: endpoint || '/telemetry',
      service: service || location.host,
      release,
      environment,
      consent: scriptSource(consent),
      debug: debug !== undefined,
      plugins: [pageViews(), clicks(), features(), vitals(), errors()],
    } as Options),
  );
  const replay = (): void => {
    for (const call of queue) page.sonde?.track(...call);
  };
  // Until then consent is not asked for; its own listener is before this one.
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', replay);
  else replay();
};

export type { Sonde };

start();
