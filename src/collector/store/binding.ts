/** A value bound to a placeholder such as `{from:DateTime64(3)}` of a query. */
export type Binding = string | number | bigint | boolean | Date | null | readonly Binding[];

/** A query, and the values that its placeholders are bound to. */
export interface BoundQuery {
  readonly sql: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}
