import { id } from '../browser/id.js';
import { urlTemplate } from '../browser/url-template.js';

export interface Page {
  readonly id: string;
  /** The path with ids replaced. */
  readonly template: string;
}

/**
 * The page that an event belongs to. It changes when a `page_view` passes, save for the document's first, which the
 * events before it (an early error) share.
 *
 * @param template how a URL is named: the site's own routes, or else its path with ids replaced.
 */
export const createPage = (
  template: (url: URL) => string = (url) => urlTemplate(url.pathname),
): ((name: string) => Page) => {
  let page: Page | undefined;
  let viewed = false;
  return (name) => {
    const isView = name === 'page_view';
    if (!page || (isView && viewed)) page = { id: id(8), template: template(new URL(location.href)) };
    viewed ||= isView;
    return page;
  };
};
