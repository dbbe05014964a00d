'use client';
import { useState } from 'react';

/** A button that makes its own component fail when it is rendered next. */
export function Bomb({ id, message }: { id: string; message: string }) {
  const [isLit, light] = useState(false);
  if (isLit) throw new RangeError(message);
  return (
    <button type="button" id={id} onClick={() => light(true)}>
      {id}
    </button>
  );
}
