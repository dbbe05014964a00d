'use client';

import { useException } from 'sonde/react';
import { sonde } from '../../../telemetry';

export default function OrderError({ error, retry }: { error: unknown; retry: () => void }) {
  useException(sonde, error);
  return (
    <button type="button" id="retry" onClick={() => retry()}>
      Try again
    </button>
  );
}
