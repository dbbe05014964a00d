/**
 * The name of the mark that an error bears once a framework's helper has recorded it: the same for all copies on a page,
 * as `Symbol.for` makes it.
 */
export const RECORDED = 'sonde.recorded';
