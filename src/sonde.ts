import type { Attributes, Consent, Purpose } from './event.js';
import type { EmitOptions } from './plugin.js';

/** What is kept on this device, and why it is still there. */
export interface Diagnosis {
  /** Events that are kept, all tabs' together, as far as storage can be asked. */
  readonly kept: number;
  /**
   * The last attempt's outcome in words (`status 503`, `no answer`); empty where there was none yet, or where another tab
   * is sending. Without consent there is no outbox, and this is missing.
   */
  readonly reason?: string;
}

/** What `init` returns, and `window.sonde` on pages with the script tag. None of its functions throws. */
export interface Sonde {
  /**
   * Records an event of the application's own; of `analytics`, unless it is one of Sonde's diagnostics events. Without
   * consent to that it does nothing.
   *
   * @example
   * sonde.track('plan.selected', { tier: 'pro', seats: 5 });
   */
  track(name: string, attributes?: Attributes, options?: EmitOptions): void;
  readonly consent: {
    /** The answers as they stand. */
    state(): Consent;
    /** Grants these purposes; both, where none is named. */
    grant(...purposes: Purpose[]): void;
    /** Refuses these purposes; both, where none is named. What was kept is deleted. */
    deny(...purposes: Purpose[]): void;
    /** Shows the choice again, where the source has a face (a banner). */
    open(): void;
    /** Calls back with each change; returns the undo. */
    onChange(listener: (consent: Consent) => void): () => void;
  };
  /**
   * Refuses everything, whatever the consent source says, on this page and on later ones, until `consent.grant()`; deletes
   * what is kept.
   */
  optOut(): void;
  /**
   * Sends what is kept, now. Resolves when the receiver has acknowledged everything, or with how many events are still
   * kept and why: `{ kept: 3, reason: 'status 503', … }`. Never rejects.
   */
  flush(): Promise<Diagnosis>;
  /** The state of the outbox as it stands; sends nothing. Never rejects. */
  diagnose(): Promise<Diagnosis>;
  /**
   * Ends capturing on this page: listeners and patches are undone. What was captured is handed over as at page exit. What
   * plugins still count or wait for is not told: repeats of an error, requests whose end is not measured yet.
   */
  stop(): void;
}
