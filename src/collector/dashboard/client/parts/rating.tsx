import type { VNode } from 'preact';
import type { Rating as RatingName } from '../../../../event.js';

const WORDS: Readonly<Record<RatingName, string>> = {
  good: 'Good',
  'needs-improvement': 'Needs improvement',
  poor: 'Poor',
};

/** A rating's mark, told by shape as well as by colour: disc, triangle, square. */
export const RatingMark = ({ rating }: { readonly rating: RatingName }): VNode => (
  <svg
    class={`rating-mark tone-${rating}`}
    viewBox="0 0 10 10"
    width="10"
    height="10"
    aria-hidden="true"
    focusable="false"
  >
    {rating === 'good' ? (
      <circle cx="5" cy="5" r="4.5" />
    ) : rating === 'poor' ? (
      <rect x="1" y="1" width="8" height="8" />
    ) : (
      <path d="M5 .6L9.7 9.2H.3z" />
    )}
  </svg>
);

/** A rating in a word, with its mark. */
export const Rating = ({
  rating,
  brief = false,
}: {
  readonly rating: RatingName;
  readonly brief?: boolean;
}): VNode => (
  <span class={`rating rating-${rating}`}>
    <RatingMark rating={rating} />
    <span class={brief ? 'hidden' : ''}>{WORDS[rating]}</span>
  </span>
);
