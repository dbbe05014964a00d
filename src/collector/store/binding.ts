/** A value bound to a placeholder such as `{from:DateTime64(3)}` of a query. */
export type Binding = string | number | bigint | boolean | Date | null | readonly Binding[];
