/**
 * What groups exceptions: the fingerprint that Sonde's SDK sends, else, for events of other OpenTelemetry SDKs, a hash
 * of type and message.
 */
export const FINGERPRINT: string =
  `if(LogAttributes['sonde.exception.fingerprint'] != '', LogAttributes['sonde.exception.fingerprint'], ` +
  `lower(hex(sipHash64(LogAttributes['exception.type'], LogAttributes['exception.message']))))`;

/** How many exceptions a record stands for: a storm of one fingerprint is collapsed into one record with a count. */
export const OCCURRENCES: string = `Weight * greatest(1, toFloat64OrZero(LogAttributes['sonde.exception.count']))`;
