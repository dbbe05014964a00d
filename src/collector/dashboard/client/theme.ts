/** What the reader chose: a theme, or whatever the system has. */
export type ThemeChoice = 'auto' | 'light' | 'dark';

const KEY = 'sonde.dashboard.theme';

/** The remembered choice; `auto` where there is none. */
export const rememberedTheme = (): ThemeChoice => {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
};

/** Applies a choice to the document and remembers it. */
export const applyTheme = (choice: ThemeChoice): void => {
  if (choice === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts until the page is loaded again.
  }
};

/** Calls back when the system turns light or dark, or wants other contrast; returns the undo. */
export const onSystemTheme = (listener: () => void): (() => void) => {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map(
    (query) => matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
};
