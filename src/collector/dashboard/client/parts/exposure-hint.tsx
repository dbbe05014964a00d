import type { VNode } from 'preact';

/** How to tell that a feature could be seen, as the end of a sentence. */
export const ExposureHint = (): VNode => (
  <>
    call <code>exposed()</code> beside <code>used()</code>, or mark the element with <code>data-feature</code>
    , which tells both.
  </>
);
