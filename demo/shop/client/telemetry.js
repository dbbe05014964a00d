/**
 * Tells Sonde what happened. Its script is `async`, so it may still be on its way: then this waits for the page's load.
 * Where a blocker kept it out, nothing happens.
 */
export const track = (name, attributes = {}) => {
  const tell = () => window.sonde?.track(name, attributes);
  if (window.sonde || document.readyState === 'complete') tell();
  else addEventListener('load', tell, { once: true });
};
