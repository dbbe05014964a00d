'use client';
import { useEffect } from 'react';
import { init, pageViews } from 'sonde';
import { sonde } from '../telemetry';

/** Starts Sonde a second time, in an effect, which React runs twice in development. */
export function LateStart() {
  useEffect(() => {
    const again = init({ endpoint: '/telemetry', service: 'nextjs', plugins: [pageViews()] });
    document.body.dataset.isOne = String(again === sonde);
  }, []);
  return null;
}
