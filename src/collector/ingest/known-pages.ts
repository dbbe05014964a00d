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
 * Remembers the templates of the last `capacity` to `2 × capacity` pages that were viewed, in two halves, the older of
 * which is forgotten at once. The default takes some 5 MB when full. A page is known by its address alone, whoever viewed
 * it: a site names it the same for all.
 */
export const createKnownPages = (capacity = 10_000): KnownPages => {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  const keyOf = (service: string, url: string): string => `${service}\n${url}`;
  return {
    view(service, url, template) {
      const key = keyOf(service, url);
      if (url === '' || template === '' || key.length + template.length > MAX_LENGTH) return;
      young.set(key, template);
      if (young.size < capacity) return;
      old = young;
      young = new Map();
    },
    templateOf(service, url) {
      // A view's address has a fragment only where that names the page; a vital's is as the browser has it.
      const keys = [keyOf(service, url), keyOf(service, url.replace(/#.*/s, ''))];
      for (const key of keys) {
        const template = young.get(key) ?? old.get(key);
        if (template !== undefined) return template;
      }
      return undefined;
    },
  };
};
