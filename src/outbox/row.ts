/**
 * What a row is called and judged by, without reading it, joined by commas: its priority (one digit), how far before the
 * year 2286 it was made (in milliseconds, 13 digits), how many events it holds, its size in characters, and something
 * random. As strings are ordered, what is to be kept longest comes first: the dearest, and of these the newest.
 */
export type RowKey = string;

/** The year 2286, in milliseconds since 1970: what counts down to it sorts the newest first. */
export const FAR = 1e13;

/**
 * The events of one task, one page and one priority: written and deleted together. The text's first line is the page's
 * encoded resource attributes, each further line an encoded record: JSON holds no raw line feed. `isStored` once
 * IndexedDB has said so, `isLeaving` while it will arrive even if the page is left now.
 */
export type Row = [key: RowKey, text: string, isStored?: boolean, isLeaving?: boolean];
