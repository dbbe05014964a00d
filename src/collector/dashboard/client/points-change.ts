import type { Formats } from './formats.js';

/** A change of a share, as `Delta` takes it: in points, and none where it would be shown as 0. */
export const pointsChange = (
  change: number,
  formats: Formats,
): { readonly change: number; readonly text: string } => ({
  change: Math.abs(change) < 0.0005 ? 0 : change,
  text: `${formats.points(Math.abs(change)).replace('+', '')} points`,
});
