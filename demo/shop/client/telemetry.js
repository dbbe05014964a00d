/**
 * Tells Sonde what happened. Its script is `async`: until it has arrived, calls wait in a queue that it empties; where a
 * blocker kept it out, they wait for nothing.
 */
export const track = (name, attributes = {}) => {
  window.sonde ??= { q: [] };
  if (window.sonde.q) window.sonde.q.push([name, attributes]);
  else window.sonde.track(name, attributes);
};
