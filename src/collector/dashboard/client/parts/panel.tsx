import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';

/** What a panel knows of its contents. */
export interface PanelState {
  readonly answer: unknown;
  readonly stale: boolean;
  readonly problem: string | undefined;
}

/**
 * A titled part of a screen. Until its first answer it keeps the place that it will take (`rows` lines of it); while a
 * new question is under way it shows the old answer, paler.
 */
export const Panel = ({
  title,
  note,
  aside,
  state,
  rows = 4,
  wide = false,
  children,
}: {
  readonly title: ComponentChildren;
  /** What the figures mean, in a sentence. */
  readonly note?: ComponentChildren;
  readonly aside?: ComponentChildren;
  readonly state?: PanelState;
  readonly rows?: number;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}): VNode => {
  const heading = useId();
  const waiting = state !== undefined && state.answer === undefined;
  return (
    <section
      class={`panel${wide ? ' panel-wide' : ''}${state?.stale ? ' stale' : ''}`}
      aria-labelledby={heading}
      aria-busy={waiting || state?.stale || undefined}
    >
      <header class="panel-head">
        <h2 id={heading}>{title}</h2>
        {aside}
      </header>
      {note || (waiting && note !== undefined) ? (
        <p class={`note${note ? '' : ' note-waiting'}`}>{note}</p>
      ) : null}
      {!waiting ? (
        children
      ) : state.problem ? (
        <p class="problem">{state.problem}</p>
      ) : (
        <div class="skeleton" role="status">
          <span class="hidden">Loading</span>
          {Array.from({ length: rows }, (_, at) => (
            <span key={at} class="skeleton-line" />
          ))}
        </div>
      )}
    </section>
  );
};
