/** What tells of Sonde in a page. */
export interface FoundSonde {
  /** Begins the names of what it keeps, for each Sonde on the page. */
  readonly prefixes: readonly string[];
  /** The script-tag file's address, as the page loads it. */
  readonly scripts: readonly string[];
  /** The receiver's address, as the script tag names it. */
  readonly endpoints: readonly string[];
  /** Whether a purpose is granted. */
  readonly isGranted: boolean;
  /** The session's and the visitor's ids, as the device keeps them. */
  readonly ids: readonly string[];
}

/**
 * Reads what tells of Sonde in a page: its handle is there under its prefix, and the script-tag file has its attributes.
 * Travels into the page as source text.
 */
export const findSonde = (): FoundSonde => {
  type Handle = { consent: { state(): Readonly<Record<string, string>> } };
  const page = window as unknown as Readonly<Record<string, Handle>>;
  const prefixes = Object.keys(page).filter((key) => /^sonde\..*\.$/.test(key) && page[key]?.consent);
  const tags = [...document.querySelectorAll('script')].filter(
    ({ src, dataset }) =>
      src &&
      (dataset.endpoint ||
        (dataset.service && dataset.consent) ||
        /\/sonde(-cmp)?(\.min)?\.js(\?|$)/.test(src)),
  );
  let ids: string[] = [];
  try {
    ids = prefixes
      .flatMap((prefix) => [`${prefix}session`, `${prefix}visitor`])
      .map((key) => localStorage.getItem(key)?.split(',')[0] ?? '')
      .filter(Boolean);
  } catch {}
  return {
    prefixes,
    scripts: tags.map(({ src }) => src),
    endpoints: tags.map(({ dataset }) => new URL(dataset.endpoint || '/telemetry', document.baseURI).href),
    isGranted: prefixes.some((prefix) =>
      Object.values(page[prefix]?.consent.state() ?? {}).includes('granted'),
    ),
    ids,
  };
};
