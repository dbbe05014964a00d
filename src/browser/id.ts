/**
 * A random identifier of so many bytes, in lower-case hexadecimal. `crypto.getRandomValues` also works on pages without
 * TLS, where `randomUUID` does not.
 *
 * @example
 * id(16); // 'f1d2…', 32 digits, as OpenTelemetry writes its ids
 */
export const id = (bytes: number): string =>
  crypto
    .getRandomValues(new Uint8Array(bytes))
    .reduce((text, byte) => text + (byte + 256).toString(16).slice(1), '');
