import type { VNode } from 'preact';
import type { ExceptionGroup } from '../../../metrics/exceptions.js';
import type { View } from '../view.js';

/**
 * Whether a group began with the release that is looked at (else the newest one); never with the only release there is,
 * of which everything would be new.
 */
export const isNew = ({ firstRelease }: ExceptionGroup, view: View): boolean => {
  const releases = view.choices?.releases ?? [];
  return releases.length > 1 && firstRelease === (view.address.fields.release ?? releases[0]?.release);
};

/** Marks of a group: new, handled. */
export const ErrorMarks = ({
  group,
  view,
}: {
  readonly group: ExceptionGroup;
  readonly view: View;
}): VNode => (
  <>
    {isNew(group, view) ? <span class="mark mark-new">New in {group.firstRelease}</span> : null}
    {group.handled >= group.count ? (
      <span class="mark">Handled</span>
    ) : (
      <span class="mark mark-unhandled">{group.handled > 0 ? 'Partly handled' : 'Unhandled'}</span>
    )}
  </>
);
