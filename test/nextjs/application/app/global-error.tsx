'use client';

import { useException } from 'sonde/react';
import { sonde } from '../telemetry';

export default function GlobalError({ error }: { error: unknown }) {
  useException(sonde, error, 'fatal');
  return (
    <html lang="en">
      <body>
        <h1 id="global">The shop is closed</h1>
      </body>
    </html>
  );
}
