import type { VNode } from 'preact';
import type { Verdict as VerdictName } from '../../../statistics/verdict.js';
import type { ReleaseReport } from '../../answers.js';
import type { View } from '../view.js';
import { Link } from './link.js';

const WORDS: Readonly<Record<VerdictName, string>> = {
  worse: 'Worse',
  better: 'Better',
  same: 'As good',
  unclear: 'Not clear yet',
};

/** A verdict as a word with a mark, told by shape as well as by colour. */
export const Verdict = ({ verdict }: { readonly verdict: VerdictName }): VNode => (
  <span class={`verdict verdict-${verdict}`}>
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {verdict === 'worse' ? (
        <path d="M1.5 2.5h9L6 10.5z" />
      ) : verdict === 'better' ? (
        <path d="M1.5 9.5h9L6 1.5z" />
      ) : verdict === 'same' ? (
        <path d="M1.5 3h9v2h-9zM1.5 7h9v2h-9z" />
      ) : (
        <circle cx="6" cy="6" r="4" class="verdict-ring" />
      )}
    </svg>
    {WORDS[verdict]}
  </span>
);

/** The comparison of two releases in its sentence, at the head of a screen. */
export const VerdictBanner = ({
  view,
  comparison,
  link = false,
}: {
  readonly view: View;
  readonly comparison: NonNullable<ReleaseReport['comparison']>;
  readonly link?: boolean;
}): VNode => (
  <section class={`banner banner-${comparison.verdict}`} aria-label="Verdict on the release">
    <Verdict verdict={comparison.verdict} />
    <p>
      {comparison.sentence}{' '}
      {link ? (
        <Link view={view} to={{ screen: 'releases' }}>
          Compare releases
        </Link>
      ) : null}
    </p>
  </section>
);
