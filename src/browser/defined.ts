/**
 * The properties that have a value: a caller's `undefined` or `null` is a property left out, and overrides nothing.
 *
 * @example
 * ({ size: 1, ...defined({ size: undefined }) }); // { size: 1 }
 */
export const defined = <Shape extends object>(object: Shape | undefined): Shape =>
  Object.fromEntries(Object.entries(object || {}).filter(([, value]) => value != null)) as Shape;
