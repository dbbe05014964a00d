import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { onActivate } from '../browser/on-activate.js';
import type { Plugin } from '../plugin.js';

export interface OutboundOptions {
  /** Which paths are files that are handed out, besides links with a `download` attribute. */
  readonly downloads?: RegExp;
}

const DOWNLOADS =
  /\.(pdf|zip|gz|7z|rar|docx?|xlsx?|pptx?|odt|ods|csv|txt|epub|ics|dmg|exe|msi|apk|deb|mp[34]|mov)$/i;

/**
 * Records `link.followed` for each link that leads to another origin, or to a file; by any button or key, in open shadow
 * roots, drawings and image maps too. It is told when it is pressed, before the page's own handlers: also where these keep
 * the browser from following it. The link is not held up: what is recorded is on the device before the page is left.
 * Addresses of e-mail and telephones are not told, nor anything inside `data-telemetry="off"`.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [clicks(), outbound()] });
 */
export const outbound = ({ downloads = DOWNLOADS }: OutboundOptions = {}): Plugin => ({
  purpose: 'analytics',
  setup: ({ emit }) =>
    all(
      // The middle button makes no click.
      ['click', 'auxclick'].map((type) =>
        onActivate((closest, pointer, { button }) => {
          const link = closest('a,area');
          const address = link?.getAttribute('href') ?? link?.getAttribute('xlink:href');
          if (button > 1 || address == null) return;
          // An address that is none throws, and leads nowhere.
          const url = attempt(() => new URL(address, document.baseURI));
          if (!url || !(link?.hasAttribute('download') || /^http/.test(url.protocol))) return;
          const isFile = link?.hasAttribute('download') || url.pathname.match(downloads);
          if (isFile || url.origin !== location.origin)
            emit('link.followed', {
              // Of fragments only those that routers write name a page: others may name a person.
              'url.full': url.href.replace(/^(blob|data):.*/, '$1:').replace(/#(?!!?\/).*/, ''),
              'sonde.link.kind': isFile ? 'download' : 'outbound',
              'sonde.pointer.type': pointer,
            });
        }, type),
      ),
    ),
});
