'use client';
import type { ReactNode } from 'react';
import { ErrorBoundary } from 'sonde/react';
import { sonde } from '../telemetry';

/** Server components cannot hand functions over, and the handle is made of them: so it is handed over here. */
export const Boundary = ({ children }: { children: ReactNode }) => (
  <ErrorBoundary
    sonde={sonde}
    fallback={(error, reset) => (
      <button type="button" id="again" onClick={reset}>
        {String(error)}
      </button>
    )}
  >
    {children}
  </ErrorBoundary>
);
