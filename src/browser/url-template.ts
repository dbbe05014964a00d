/**
 * A path with what looks like an id replaced, so that paths can be grouped and name nobody: whole numbers, UUIDs,
 * dates and hexadecimal of eight digits and more, long mixtures of letters and digits, and anything with an `@`. Words and slugs stay. Linear in
 * the path's length.
 *
 * @example
 * urlTemplate('/orders/8123/lines/4f0c9d1e'); // '/orders/:id/lines/:id'
 * urlTemplate('/phones/pixel-9-pro');         // unchanged
 */
export const urlTemplate = (path: string): string =>
  path
    .split('/')
    .map((segment) => (/^(\d+|(?=.*\d)([\da-f-]{8,}|\w{16,}))(\?|$)|@|%40/i.test(segment) ? ':id' : segment))
    .join('/');
