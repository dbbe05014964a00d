/**
 * A path below a receiver's base address, which is relative to the page or absolute; its query string is kept.
 *
 * @example
 * endpointUrl('/telemetry?key=1', '/v1/config').pathname; // '/telemetry/v1/config'
 */
export const endpointUrl = (endpoint: string, path: string): URL => {
  const url = new URL(endpoint, location.href);
  url.pathname = url.pathname.replace(/\/?$/, path);
  return url;
};
