'use client';
import { useEffect, useState } from 'react';
import { useFeature } from 'sonde/react';
import { sonde } from '../telemetry';

export function ExportButton() {
  const exportCsv = useFeature(sonde, 'export-csv');
  const [times, again] = useState(0);
  useEffect(exportCsv.exposed, [exportCsv]);
  return (
    <button
      type="button"
      id="export"
      onClick={() => {
        again(times + 1);
        exportCsv.completed();
      }}
    >
      Exported {times} times
    </button>
  );
}
