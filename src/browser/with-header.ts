/**
 * The arguments of a call of fetch with one more header, and that header's value: the caller's own, where there is one
 * already. Whoever has wrapped fetch may understand addresses and plain objects only, so those stay what they are. Of
 * anything else, a Request say, the browser makes a Request, as it would in fetch.
 *
 * @example
 * const [changed, value] = withHeader(['/a', { method: 'PUT' }], 'traceparent', '00-…');
 * fetch(...changed);
 */
export const withHeader = (
  [input, init]: readonly [RequestInfo | URL, RequestInit?],
  name: string,
  value: string,
): [changed: [RequestInfo | URL, RequestInit?], value: string] => {
  const isPlain = !(input instanceof Request) && (!init || init.constructor === Object);
  const request = isPlain ? undefined : new Request(input, init);
  const given = init?.headers;
  // What is iterated over may be so once only. As pairs names keep their case on the wire.
  const pairs = given && Symbol.iterator in given ? [...(given as [string, string][])] : undefined;
  const headers = request?.headers || new Headers(pairs || given);
  const known = headers.get(name);
  if (!known) headers.set(name, value);
  return [
    request
      ? [request]
      : [
          input,
          {
            ...init,
            headers: known ? pairs || given : pairs ? [...pairs, [name, value]] : { ...given, [name]: value },
          } as RequestInit,
        ],
    known || value,
  ];
};
