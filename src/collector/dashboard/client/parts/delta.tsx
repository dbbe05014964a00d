import type { VNode } from 'preact';

/** A change against the period before: arrow, amount, and for a screen reader the words. */
export const Delta = ({
  change,
  text,
  higherIsBetter,
}: {
  /** The sign decides the arrow; `undefined` where there is nothing to compare with. */
  readonly change: number | undefined;
  readonly text: string;
  /** Left out where neither direction is the better one. */
  readonly higherIsBetter?: boolean;
}): VNode => {
  if (change === undefined) return <span class="delta">{text}</span>;
  const tone =
    higherIsBetter === undefined || change === 0
      ? ''
      : change > 0 === higherIsBetter
        ? ' delta-better'
        : ' delta-worse';
  return (
    <span class={`delta${tone}`}>
      <span aria-hidden="true">{change > 0 ? '▲' : change < 0 ? '▼' : '＝'}</span>
      <span class="hidden">{change > 0 ? 'up' : change < 0 ? 'down' : 'unchanged'}</span> {text}
    </span>
  );
};
