import type { Attributes } from '../event.js';

/** One feature's life, told by the application. */
export interface Feature {
  /** It could be seen. */
  exposed(): void;
  /** It was used. */
  used(): void;
  /** What it is for was achieved. */
  completed(): void;
  /** It was used and did not work; for what reason, in a few words that hold no personal data. */
  failed(reason?: string): void;
}

/**
 * Tells of a feature what `data-feature` cannot: that it achieved what it is for, or failed; or its use where that is no
 * click.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @param id as `data-feature` has it: `export-csv`.
 * @example
 * const exportCsv = feature(sonde, 'export-csv');
 * exportCsv.used();
 * download().then(exportCsv.completed, (error) => exportCsv.failed(error.name));
 */
export const feature = (
  sonde: { track(name: string, attributes: Attributes): void },
  id: string,
): Feature => {
  const track = (name: string, reason?: string): void =>
    sonde.track(`feature.${name}`, { 'feature.id': id, 'feature.reason': reason });
  return {
    exposed: () => track('exposed'),
    used: () => track('used'),
    completed: () => track('completed'),
    failed: (reason) => track('failed', reason),
  };
};
