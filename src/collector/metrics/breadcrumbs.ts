/** Something that happened before an exception. */
export interface Breadcrumb {
  /** Milliseconds before the exception. */
  readonly before: number;
  /** The event's name. */
  readonly name: string;
  readonly detail: string;
}

const MOST = 100;
const LONGEST = 500;

const text = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, LONGEST) : typeof value === 'number' ? String(value) : '';

/**
 * Reads `sonde.breadcrumbs`: JSON `[[milliseconds before, event name, detail], …]`, oldest first. It comes from anybody
 * who can reach the collector, so whatever is not of that shape is left out, and nothing is ever thrown.
 */
export const readBreadcrumbs = (json: string): Breadcrumb[] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return [];
  }
  if (!Array.isArray(parsed)) return [];
  return parsed.slice(-MOST).flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return [];
    const [before, name, detail] = entry as unknown[];
    if (typeof before !== 'number' || !Number.isFinite(before) || typeof name !== 'string') return [];
    return [{ before: Math.max(0, before), name: text(name), detail: text(detail) }];
  });
};
