/** What became of an event. */
export type Fate = 'sent' | 'kept' | 'waiting' | 'sampled' | 'plugin' | 'beforeSend' | 'failed' | 'gone';

/** Every word that the panel shows. Text only: it is never read as HTML. */
export interface PanelText {
  /** The language that these words are in, as a BCP 47 tag. */
  readonly lang: string;
  /** The heading, and the name of the dialog. */
  readonly title: string;
  /** What is granted with each purpose, beside its check box. */
  readonly analytics: string;
  readonly diagnostics: string;
  /** The heading of the choice. */
  readonly choice: string;
  readonly download: string;
  /** Deletes everything, and withdraws consent. */
  readonly erase: string;
  readonly close: string;
  /** Said when everything was deleted. */
  readonly erased: string;
  /** The heading of what is kept in storage, and what stands there if that is nothing. */
  readonly device: string;
  readonly nothing: string;
  /** The heading of the events. */
  readonly events: string;
  /** What became of an event, in a few words. */
  readonly fates: Readonly<Record<Fate, string>>;
  /** Comes before the names of the attributes in which something was redacted or cut. */
  readonly scrubbed: string;
}

/** The panel's words where the site gives no others. */
export const english: PanelText = {
  lang: 'en',
  title: 'Your data',
  choice: 'What may be measured',
  analytics: 'Usage: which pages and features are used',
  diagnostics: 'Quality: errors and loading times',
  download: 'Download',
  erase: 'Delete and stop',
  close: 'Close',
  erased: 'Everything was deleted, and nothing more is recorded.',
  device: 'Kept on this device',
  nothing: 'Nothing.',
  events: 'Recorded events',
  fates: {
    sent: 'sent',
    kept: 'kept, to be sent',
    waiting: 'waits for your choice',
    sampled: 'left out: sampled, or too many in a minute',
    plugin: 'left out by a plugin',
    beforeSend: 'left out by beforeSend',
    failed: 'left out: beforeSend failed',
    gone: 'no longer kept: sent by another tab, or dropped',
  },
  scrubbed: 'redacted or cut:',
};
