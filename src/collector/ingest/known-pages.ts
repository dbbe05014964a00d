import { createRecent } from './recent.js';

/** Longer names are not kept, so that nobody fills the memory with them. */
const MAX_LENGTH = 1_000;

/** What sites call their pages, by address. */
export interface KnownPages {
  /** Takes note of a page that was viewed: its address and its `url.template`. */
  view(service: string, url: string, template: string): void;
  /** The template of the page at an address; `undefined` where no view of it was seen lately. */
  templateOf(service: string, url: string): string | undefined;
}

/**
 * Remembers the templates of the last `capacity` to `2 × capacity` pages that were viewed. The default takes some 5 MB when
 * full. A page is known by its address alone, whoever viewed it: a site names it the same for all.
 */
export const createKnownPages = (capacity = 10_000): KnownPages => {
  const templates = createRecent<string>(capacity);
  const keyOf = (service: string, url: string): string => `${service}\n${url}`;
  return {
    view(service, url, template) {
      const key = keyOf(service, url);
      if (url && template && key.length + template.length <= MAX_LENGTH) templates.set(key, template);
    },
    // A view's address has a fragment only where that names the page; a vital's is as the browser has it.
    templateOf: (service, url) =>
      templates.get(keyOf(service, url)) ?? templates.get(keyOf(service, url.replace(/#.*/s, ''))),
  };
};
