import type { Choices } from '../../metrics/choices.js';
import type { Address, Change } from './address.js';
import type { Formats } from './formats.js';
import type { Refresher } from './refresher.js';
import type { Source } from './source.js';

/** What every screen is given. */
export interface View {
  readonly address: Address;
  /** Goes to a changed view; `replace` leaves no entry in the history. */
  go(change: Change, replace?: boolean): void;
  /** The address of a changed view, for a link. */
  href(change: Change): string;
  /** The filters as a query, for questions. */
  readonly search: string;
  readonly source: Source;
  readonly refresher: Refresher;
  readonly formats: Formats;
  /** What the filters can be set to, once it is known. */
  readonly choices: Choices | undefined;
  /** Changes when colours do. */
  readonly theme: string;
}
