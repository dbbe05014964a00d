import type { Engine } from '../../helpers/browser.js';
import type { Control } from './controls/index.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** One fault: what is done to a page, its network or its collector. Afterwards everything is mended and counted. */
export interface Fault {
  readonly name: string;
  /** Also in the quick form, which the long run of the tests has; `alone` is without the wrong clients. */
  readonly quick?: true | 'alone';
  /** What it tries is the same code on every engine: the quick form has it in Chromium only. */
  readonly once?: true;
  /** Engines that cannot express it, and why. */
  readonly cannot?: Partial<Record<Engine, string>>;
  /** The wrong clients that must fail it. */
  readonly finds?: readonly Control[];
  /** Events in the quick form. */
  readonly events?: number;
  /** Events in the long form at most, where each one costs much, or more of them would be another fault. */
  readonly most?: number;
  /** What `telemetry.dropped` must say; nothing, unless told. */
  readonly dropped?: Readonly<Record<string, number>>;
  /** Does it. May return the tally where recovery is part of the fault. */
  run(trial: Trial): Promise<Tally | undefined>;
}
