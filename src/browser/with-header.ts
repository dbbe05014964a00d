/**
 * The arguments of a call of fetch with one more header, and that header's value: the caller's own, where there is one
 * already. Whoever has wrapped fetch may understand addresses and plain objects only, so those stay what they are. Of
 * anything else (a Request, headers in pairs) the browser makes a Request, as it would in fetch.
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
  const { headers } = init || {};
  if (
    (input as Request).headers ||
    [init, headers].some((one) => one && Object.getPrototypeOf(one) !== Object.prototype)
  ) {
    const request = new Request(input, init);
    const known = request.headers.get(name) || value;
    request.headers.set(name, known);
    return [[request], known];
  }
  const known = new Headers(headers).get(name);
  return [
    [input, { ...init, headers: known ? headers : { ...headers, [name]: value } } as RequestInit],
    known || value,
  ];
};
