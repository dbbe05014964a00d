/**
 * The name that a person gave an element: `data-telemetry-id`, else its `id`. Ids that React makes up (`:r1:`, `«r1»`,
 * `_r_1_`), alone or within those of libraries (`radix-:r1:`), change from load to load, and are none.
 */
export const nameOf = (element: Element): string | null | undefined =>
  element.getAttribute('data-telemetry-id') || element.getAttribute('id')?.replace(/.*[:«]r.*|.*_r_.*/, '');
