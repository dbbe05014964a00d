/** An event of a stream as the server sent it. */
export interface ServerSentEvent {
  /** `message` where the server named none. */
  readonly type: string;
  readonly text: string;
}

/**
 * Reads server-sent events from an answer's body. `EventSource` cannot send the header that holds the admin token, so the
 * stream is fetched; this is the part of the format that the collector uses.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split(/\r?\n/);
      const of = (field: string): string[] =>
        lines.flatMap((line) =>
          line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : [],
        );
      const text = of('data');
      if (text.length > 0) yield { type: of('event')[0] ?? 'message', text: text.join('\n') };
    }
  }
}
