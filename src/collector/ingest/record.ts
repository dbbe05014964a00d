import type { LogRow, RecordIdentity } from '../store/store.js';

/** The ids of a record's session and visitor; empty where it does not name them. */
export interface Owners {
  readonly session: string;
  readonly visitor: string;
}

/** A record as it waits to be stored. */
export interface IngestRecord<Row = LogRow> extends RecordIdentity {
  /** Empty where its sender gave none: then it cannot be told from a copy, and is always stored. */
  readonly uid: string;
  readonly row: Row;
  /** The names of the rules that found something in it, once for each find. */
  readonly found: readonly string[];
  /** Whose it is: the ids that an erasure names. */
  readonly owners: Owners;
  /** About how many characters it takes in an insert. */
  readonly size: number;
}

/** Why a record will never be stored. */
export interface Refusal {
  /** One sentence, with the record's uid where it has one. */
  readonly reason: string;
}
