import type { VNode } from 'preact';

/** Preformatted text in a frame of its own to scroll in. */
export const CodeBlock = ({ text, name }: { readonly text: string; readonly name: string }): VNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
  <section class="code" aria-label={name} tabIndex={0}>
    <pre>
      <code>{text}</code>
    </pre>
  </section>
);
