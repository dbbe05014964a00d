/**
 * A text without what a data URL in it holds, which may be the visitor's own file, and what comes after that.
 *
 * @example
 * withoutData('data:image/png;base64,iVBORw0…');                   // 'data:'
 * withoutData('IMG[src="data:image/png;base64,iVBORw0…"].onload'); // 'IMG[src="data:'
 */
export const withoutData = (text: string | undefined): string | undefined =>
  text?.replace(/data:.*/is, 'data:');
