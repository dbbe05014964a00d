import { fingerprint } from '../browser/fingerprint.js';
import { type BannerText, english } from './banner-text.js';
import { type ChoiceRecord, readRecord } from './remembered.js';

export type { ChoiceRecord } from './remembered.js';

/**
 * The record of this device's last answer, as evidence of it: when it was given, to which version of the policy and to
 * which words, for which purposes, by which button, and whether the browser asked for privacy. `undefined` where there is
 * no answer. It never leaves the device unless the site sends it.
 *
 * What the banner writes is whole; an answer that the site's own code gives (`sonde.consent.grant()` with `manual`) bears
 * its time and purposes.
 *
 * @example
 * const record = consentRecord();
 * if (record?.textHash === textHash(german)) console.log(`answered to the German words on ${new Date(record.time)}`);
 */
export const consentRecord = (): ChoiceRecord | undefined => readRecord();

/** What `ChoiceRecord.textHash` is for these words, given to the banner as its `text`: keep both with each release of them. */
export const textHash = (text?: Partial<BannerText>): string =>
  fingerprint(JSON.stringify({ ...english, ...text }));
