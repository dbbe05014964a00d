'use client';
import { useRouter } from 'next/navigation';

export function Filter() {
  const { replace, refresh } = useRouter();
  return (
    <>
      <button type="button" id="filter" onClick={() => replace('?open=true')}>
        Filter
      </button>
      <button type="button" id="refresh" onClick={() => refresh()}>
        Refresh
      </button>
    </>
  );
}
