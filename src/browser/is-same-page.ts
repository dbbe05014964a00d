/**
 * Whether what a page view by hand names is the page that was shown last: with or without its query and fragment, which an
 * application seldom hands over.
 *
 * @example
 * isSamePage('https://shop.example/sale?utm_source=x', 'https://shop.example/sale'); // true
 */
export const isSamePage = (shown: unknown, next: unknown): boolean =>
  [shown, `${shown}`.replace(/[?#].*/, '')].includes(next);
