import type { VNode } from 'preact';
import type { ExceptionGroup } from '../../../metrics/exceptions.js';
import type { View } from '../view.js';

/**
 * Whether a group is known of the release that is looked at and of none before it: where none is chosen, of the newest of
 * its service. Never of a service's only release, of which everything would be new.
 */
export const isNew = (
  { firstService, firstRelease }: ExceptionGroup,
  { address, choices }: View,
): boolean => {
  const { release } = address.fields;
  return release === undefined
    ? (choices?.newest.some((one) => one.service === firstService && one.release === firstRelease) ?? false)
    : (choices?.releases.length ?? 0) > 1 && firstRelease === release;
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
