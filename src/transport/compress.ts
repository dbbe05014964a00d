/**
 * Compresses a text by gzip; `undefined` where the browser cannot, or where it would cost more than it saves.
 *
 * @see https://compression.spec.whatwg.org/#compression-stream
 */
export const compress = async (text: string): Promise<ArrayBuffer | undefined> =>
  text.length > 1_024 && 'CompressionStream' in window
    ? new Response(
        (new Response(text).body as ReadableStream).pipeThrough(new CompressionStream('gzip')),
      ).arrayBuffer()
    : undefined;
