/**
 * The name that a person gave an element: `data-telemetry-id`, else its `id`. Ids that React and others make up (`:r1:`,
 * `«r1»`, `_r_1_`) change from load to load, and are none.
 */
export const nameOf = (element: Element): string | null | undefined =>
  element.getAttribute('data-telemetry-id') || element.getAttribute('id')?.replace(/^[:«_].*/, '');
