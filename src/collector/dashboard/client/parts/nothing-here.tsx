import type { VNode } from 'preact';
import type { View } from '../view.js';

/** Says that the filters leave nothing, and how to widen them. */
export const NothingHere = ({
  view,
  what = 'events',
  hint,
}: {
  readonly view: View;
  readonly what?: string;
  /** What else may be the reason. */
  readonly hint?: VNode | string;
}): VNode => {
  // Before it is known whether the store holds anything at all, nothing is said.
  if (!view.choices) return <p class="empty-line">Looking …</p>;
  const { service, environment, release, device, range, from } = view.address.fields;
  const filtered = Boolean(service ?? environment ?? release ?? device);
  return (
    <section class="nothing">
      <h2>No {what} here</h2>
      <p>
        {filtered
          ? `There are no ${what} in this range that match the filters.`
          : `There are no ${what} in this range.`}{' '}
        {hint}
      </p>
      <p class="buttons">
        {filtered ? (
          <button
            type="button"
            class="main"
            onClick={() =>
              view.go({
                fields: { service: undefined, environment: undefined, release: undefined, device: undefined },
              })
            }
          >
            Clear the filters
          </button>
        ) : null}
        {range !== '30d' || from ? (
          <button
            type="button"
            class={filtered ? 'quiet' : 'main'}
            onClick={() => view.go({ fields: { range: '30d', from: undefined, to: undefined } })}
          >
            Show the last 30 days
          </button>
        ) : null}
      </p>
    </section>
  );
};
