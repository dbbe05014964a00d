import type { VNode } from 'preact';

/** Which plugin something takes, as the end of a sentence, and how to have it: it is not in the script tag's file. */
export const PluginHint = ({ name }: { readonly name: string }): VNode => (
  <>
    the plugin <code>{name}()</code>, which the script tag does not carry: bundle Sonde from npm with your
    pages, and add it to the <code>plugins</code> of <code>init</code>.
  </>
);
