/** Every word that the banner shows. Text only: it is never read as HTML. */
export interface BannerText {
  /** The language that these words are in, as a BCP 47 tag: screen readers pronounce by it. */
  readonly lang: string;
  /** The heading, and the name of the region and of the dialog. */
  readonly title: string;
  /** What is asked. */
  readonly body: string;
  readonly accept: string;
  readonly reject: string;
  /** Opens the purposes. */
  readonly choose: string;
  /** Takes the purposes as they are ticked. */
  readonly save: string;
  /** Leaves the purposes without an answer. */
  readonly close: string;
  /** What is granted with the purpose `analytics`. */
  readonly analytics: string;
  /** What is granted with the purpose `diagnostics`. */
  readonly diagnostics: string;
  /** The words of the link to `policyUrl`. */
  readonly policy: string;
}

/**
 * The banner's words where the site gives no others; `banner-texts/` has them in other languages. They say what the law
 * asks for before consent is given, that it can be withdrawn included: https://gdpr-info.eu/art-7-gdpr/
 */
export const english: BannerText = {
  lang: 'en',
  title: 'Your privacy',
  body: 'May we measure how this site is used and where it fails? Nothing is stored or sent unless you accept. You can change your answer at any time.',
  accept: 'Accept all',
  reject: 'Reject all',
  choose: 'Choose',
  save: 'Save choice',
  close: 'Close',
  analytics: 'Usage: which pages and features are used',
  diagnostics: 'Quality: errors and loading times',
  policy: 'Privacy policy',
};
