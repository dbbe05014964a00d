import { SDK_VERSION } from '../event.js';

/** Encoded records that share one encoded resource. */
export type Group = readonly [resource: string, records: readonly string[]];

/**
 * One OTLP ExportLogsServiceRequest from encoded pieces. It carries its time of sending, by which a receiver can tell a
 * clock that is wrong from an event that waited.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const joinBatch = (groups: readonly Group[]): string => {
  const byResource: Record<string, string[]> = {};
  for (const [resource, records] of groups) (byResource[resource] ||= []).push(...records);
  return `{"resourceLogs":[${Object.entries(byResource).map(
    ([resource, records]) =>
      `{"resource":{"attributes":[${resource}]},"scopeLogs":[{"scope":{"name":"sonde","version":"${SDK_VERSION}","attributes":[{"key":"sonde.sent","value":{"intValue":"${Date.now()}"}}]},"logRecords":[${records}]}]}`,
  )}]}`;
};
