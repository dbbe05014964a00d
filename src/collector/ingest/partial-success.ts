import type { Refusal } from './record.js';

/** Refused records that an answer lists. */
const LISTED = 5;

/**
 * OTLP's answer: empty, or what was refused for good, which is not to be sent again.
 *
 * @param counted the signal's name for how many were refused
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export const partialSuccess = (
  refusals: readonly Refusal[],
  counted: 'rejectedLogRecords' | 'rejectedSpans',
): object => {
  if (refusals.length === 0) return {};
  const listed = refusals.slice(0, LISTED).map(({ reason }) => reason);
  const rest = refusals.length - listed.length;
  if (rest > 0) listed.push(`And ${rest} more.`);
  return { partialSuccess: { [counted]: refusals.length, errorMessage: listed.join(' ') } };
};
