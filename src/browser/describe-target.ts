/**
 * What an event may say of an element: its name (`data-telemetry-id`, else an `id` that a person wrote, else role or tag)
 * and its tag, as `clicks` says it. Text and values are never read.
 */
export const describeTarget = (
  element: Element,
): { 'sonde.target.name': string; 'sonde.target.tag': string } => {
  const read = (name: string) => element.getAttribute(name);
  const tag = element.localName;
  return {
    'sonde.target.name':
      // Ids that React and others make up (`:r1:`, `«r1»`, `_r_1_`) change from load to load.
      read('data-telemetry-id') || read('id')?.replace(/^[:«_].*/, '') || read('role') || tag,
    'sonde.target.tag': tag,
  };
};
