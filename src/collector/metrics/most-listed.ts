/** A list has so many rows at most: what senders can invent must not cost a reader more than this. */
export const MOST_LISTED = 500;
