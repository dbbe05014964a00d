import type uPlot from 'uplot';

/**
 * Loads the chart library, which is as large as the rest of the client, apart from it. While it loads it formats a number
 * in the browser's language; some browsers name one that `Intl` refuses (WebKitGTK says `C` under `LANG=C`), and it would
 * not load at all.
 */
export const loadPlot = async (): Promise<typeof uPlot> => {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  }
  return (await import('uplot')).default;
};
