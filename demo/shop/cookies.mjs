/**
 * The shop's own cookies: what is in the cart, and the visitor's settings. They are what the shop cannot work without,
 * out of scripts' reach (`HttpOnly`), and none identifies anyone.
 */

/** The request's cookies by name. */
export const readCookies = (request) =>
  Object.fromEntries(
    (request.headers.cookie ?? '')
      .split(/;\s*/)
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]),
  );

const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

/** Keeps a value for thirty days; an empty one deletes the cookie. */
export const writeCookie = (reply, name, value) =>
  reply.header(
    'set-cookie',
    `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${value ? 2_592_000 : 0}`,
  );
