import type { VNode } from 'preact';

/** Drawn on a grid of 20; strokes take the text's colour. */
const PATHS: Readonly<Record<string, string>> = {
  overview: 'M3 11.5h4.5v5H3zM12.5 3.5H17v13h-4.5zM7.75 7.5h4.5v9h-4.5z',
  releases: 'M10 2.8l6.5 3.7v7L10 17.2l-6.5-3.7v-7zM3.5 6.5L10 10.2l6.5-3.7M10 10.2v7',
  features: 'M4 4h5v5H4zM11.5 4h4.5v4.5h-4.5zM4 11.5h4.5V16H4zM13.75 11.25v5M11.25 13.75h5',
  transactions: 'M4.5 3v14M4.5 3.5h11l-2.6 3.7 2.6 3.8h-11',
  frustration: 'M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM7.3 7.6v.2M12.7 7.6v.2M6.8 13.6a4 4 0 016.4 0',
  errors: 'M10 3.2l7.3 12.8H2.7zM10 8v3.8M10 13.9v.2',
  requests: 'M3 7h12.5M12 3.5L15.5 7 12 10.5M17 13H4.5M8 9.5L4.5 13 8 16.5',
  vitals: 'M2.5 10.5h3.3l2-5.5 3.6 10 2.2-4.5h3.9',
  live: 'M10 10v.1M6.8 13.2a4.5 4.5 0 010-6.4M13.2 6.8a4.5 4.5 0 010 6.4M4.3 15.7a8 8 0 010-11.4M15.7 4.3a8 8 0 010 11.4',
  sun: 'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M15.8 4.2l-1.3 1.3M5.5 14.5l-1.3 1.3',
  moon: 'M16.5 12.2A7 7 0 117.8 3.5a5.6 5.6 0 008.7 8.7z',
  auto: 'M10 2.5a7.5 7.5 0 100 15zM10 2.5a7.5 7.5 0 010 15',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4.2l9.5 5.8L6 15.8z',
  back: 'M11.5 4.5L6 10l5.5 5.5',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  close: 'M5 5l10 10M15 5L5 15',
};

/** A small drawing beside a word; it says nothing of its own to a screen reader. */
export const Icon = ({ name }: { readonly name: string }): VNode => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path d={PATHS[name] ?? ''} />
  </svg>
);

/** The mark: a balloon and the instrument below it. */
export const Mark = (): VNode => (
  <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
    <path
      class="mark-balloon"
      d="M12 1.5a6.5 6.5 0 00-6.5 6.5c0 3.4 3 6 5 7.5h3c2-1.5 5-4.1 5-7.5A6.5 6.5 0 0012 1.5z"
    />
    <path class="mark-line" d="M12 15.5v3" />
    <rect class="mark-box" x="9" y="18.5" width="6" height="4" rx="1" />
  </svg>
);
