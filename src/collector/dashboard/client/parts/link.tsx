import type { ComponentChildren, TargetedMouseEvent, VNode } from 'preact';
import type { Change } from '../address.js';
import type { View } from '../view.js';

/** A link to a changed view: followed without loading the page, opened in a new tab as any link. */
export const Link = ({
  view,
  to,
  children,
  ...rest
}: {
  readonly view: Pick<View, 'go' | 'href'>;
  readonly to: Change;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly 'aria-current'?: 'page' | 'true' | undefined;
  readonly 'aria-label'?: string;
}): VNode => {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    view.go(to);
  };
  return (
    <a href={view.href(to)} onClick={follow} {...rest}>
      {children}
    </a>
  );
};
