import { captureException, feature, init, pageViews } from 'sonde';
import { ErrorBoundary, rootHandlers, useFeature } from 'sonde/react';
import { Bomb } from '../components/bomb';
import { Boundary } from '../components/boundary';
import { ExportButton } from '../components/export-button';
import { Failures } from '../components/failures';
import { LateStart } from '../components/late-start';
import { sonde } from '../telemetry';

// Rendered for each visit, as its nonce is.
export const dynamic = 'force-dynamic';

/** A server component that imports all of it, and calls what does nothing there. */
export default function Home() {
  const own = init({ endpoint: '/telemetry', service: 'server', consent: 'granted', plugins: [pageViews()] });
  own.track('rendered');
  feature(sonde, 'rendered').used();
  captureException(own, new Error('on the server'));
  const kinds = [globalThis.window, sonde.track, ErrorBoundary, rootHandlers, useFeature].map(
    (part) => typeof part,
  );
  return (
    <main>
      <h1>Shop</h1>
      <p id="server">{kinds.join(' ')}</p>
      <button type="button" data-feature="share">
        Share
      </button>
      <ExportButton />
      <Boundary>
        <Bomb id="break-inside" message="the basket broke" />
      </Boundary>
      <Failures />
      <LateStart />
    </main>
  );
}
