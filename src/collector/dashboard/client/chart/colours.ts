/** What a line or bar says by its colour; each has a custom property `--chart-<tone>` of six hex digits in the style sheet. */
export type Tone =
  | 'primary'
  | 'second'
  | 'third'
  | 'fourth'
  | 'previous'
  | 'good'
  | 'needs-improvement'
  | 'poor'
  | 'ink'
  | 'quiet'
  | 'grid';

/** Reads a colour of the current theme, for the canvas, which knows no custom properties. */
export const colourOf = (element: Element, tone: Tone): string =>
  getComputedStyle(element).getPropertyValue(`--chart-${tone}`).trim() || '#808080';

/** A colour of six hex digits made translucent, for areas. */
export const translucent = (colour: string, alpha: number): string =>
  /^#[0-9a-f]{6}$/i.test(colour)
    ? `${colour}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, '0')}`
    : 'transparent';
