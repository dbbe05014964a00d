import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { SDK_VERSION } from '../../../../event.js';
import type { View } from '../view.js';
import { CodeBlock } from './code-block.js';
import { Icon } from './icon.js';
import { Link } from './link.js';

const Snippet = ({ text, name }: { readonly text: string; readonly name: string }): VNode => {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="snippet">
      <CodeBlock text={text} name={name} />
      <button type="button" class="quiet" onClick={copy}>
        <Icon name="copy" />
        {copied ? 'Copied' : 'Copy'}
        <span class="hidden"> {name}</span>
      </button>
    </div>
  );
};

/** What to do before the first event was stored. */
export const EmptyStore = ({ view }: { readonly view: View }): VNode => {
  const endpoint = new URL('.', document.baseURI).href.replace(/\/$/, '');
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h1 id="welcome">No events yet</h1>
      <p>This collector is running and waits for its first page. Add this to your page:</p>
      <Snippet
        name="the script tag"
        text={`<script async src="${endpoint}/sonde.js?service=shop&release=1.0.0"\n  data-endpoint="${endpoint}"\n  data-service="shop" data-release="1.0.0"\n  data-consent="banner"></script>`}
      />
      <p>
        or, in an application with a bundler, after npm install ./sonde-{SDK_VERSION}.tgz (npm pack makes it):
      </p>
      <Snippet
        name="the import"
        text={`import { banner, clicks, errors, init, pageViews, vitals } from 'sonde';\n\ninit({\n  endpoint: '${endpoint}',\n  service: 'shop', release: '1.0.0',\n  consent: banner(),\n  plugins: [pageViews(), clicks(), vitals(), errors()],\n});`}
      />
      <p>
        Nothing is sent before the visitor agrees: open your page, say yes, and watch the events come in{' '}
        <Link view={view} to={{ screen: 'live' }}>
          live
        </Link>
        . This page refreshes by itself.
      </p>
    </section>
  );
};
