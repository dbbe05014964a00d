/** How a request for ingest is refused. */
export interface IngestRefusal extends Error {
  readonly statusCode: 400 | 413 | 415 | 429 | 503;
  /** Seconds after which the sender may try again, where trying again can help. */
  readonly retryDelaySeconds?: number;
}

/**
 * Makes the error for a refused request; its message is one sentence that the sender's developer reads.
 *
 * @example throw refuse(413, 'The batch is larger than 1 MiB: send it in parts.');
 */
export const refuse = (
  statusCode: IngestRefusal['statusCode'],
  message: string,
  retryDelaySeconds?: number,
): IngestRefusal =>
  Object.assign(new Error(message), {
    statusCode,
    ...(retryDelaySeconds === undefined ? {} : { retryDelaySeconds }),
  });
