import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { urlTemplate } from '../browser/url-template.js';
import { type Purpose, SDK_VERSION, type SondeEvent } from '../event.js';
import { encodeAttributes } from './encode.js';
import { createIdentity } from './identity.js';

const DAY = 86_400_000;

/** What a resource is made from. */
export interface ResourceOptions {
  readonly service: string;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly urlTemplate?: ((url: URL) => string) | undefined;
}

/**
 * The attributes that are the same for all events of a page, encoded: the application, the session, the visitor (only
 * with consent to `analytics`), the page's id, and its path by the site's own routes or with ids replaced.
 *
 * The page changes when a `page_view` passes, save for the document's first, which the events before it (an early error)
 * share. Its path is the document's, or the one that the view names: by hand, or by a fragment that is a route.
 */
export const createResource =
  (
    {
      service,
      release,
      environment,
      urlTemplate: template = ({ pathname, hash }) => urlTemplate(pathname + hash),
    }: ResourceOptions,
    scrub: (text: string) => string,
    onError?: (error: unknown) => void,
  ) =>
  (
    prefix: string,
    isGranted: (purpose: Purpose) => boolean,
  ): ((event: Pick<SondeEvent, 'name' | 'attributes'>, sessionId: string) => string) => {
    const visitorAt = createIdentity(`${prefix}visitor`, 393 * DAY, 393 * DAY);
    const constant = encodeAttributes({
      'service.name': service,
      'service.version': release,
      'deployment.environment.name': environment,
      'telemetry.sdk.name': 'sonde',
      'telemetry.sdk.language': 'webjs',
      'telemetry.sdk.version': SDK_VERSION,
    });
    let page = '';
    let pageId: string;
    let views = 0;
    let texts: Record<string, string>;
    return ({ name, attributes }, sessionId) => {
      const isView = name === 'page_view';
      if (isView || !page) {
        if ((isView && views++) || !page) pageId = id(8);
        texts = {};
        page =
          constant.slice(1) +
          encodeAttributes({
            'sonde.page.id': pageId,
            // A view may name what is no address: its events are told without.
            'url.template': attempt(
              () =>
                scrub(
                  template(
                    new URL(
                      ((isView && attributes['url.full']) as string) || location.href.replace(/#.*/, ''),
                      location.href,
                    ),
                  ),
                ),
              onError,
            ),
          });
      }
      const visitor = isGranted('analytics') ? visitorAt(Date.now()) : '';
      const ids = visitor + sessionId;
      // The same string for the same page: the outbox compares it with each event's.
      texts[ids] ||= `${page},{"key":"session.id","value":{"stringValue":"${sessionId}"}}${
        visitor && `,{"key":"app.installation.id","value":{"stringValue":"${visitor}"}}`
      }`;
      return texts[ids] as string;
    };
  };
