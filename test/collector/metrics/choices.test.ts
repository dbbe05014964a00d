import { expect, it } from 'vitest';
import { choices } from '../../../src/collector/metrics/choices.js';
import { minute, openFilled } from './open-filled.js';
import { spanRows } from './seed/span-row.js';

const filter = { from: minute(0), to: minute(60) };

it('offers what occurred, the newest release first', async () => {
  const store = await openFilled([
    { name: 'page_view', time: minute(-500), release: '1.0', environment: 'production', device: 'desktop' },
    { name: 'page_view', time: minute(1), release: '1.1', environment: 'production', device: 'mobile' },
    { name: 'page_view', time: minute(2), release: '1.0', environment: 'staging' },
    { name: 'page_view', time: minute(3), release: '7.0', service: 'blog' },
  ]);
  try {
    expect(await choices(store, filter)).toEqual({
      events: true,
      services: ['blog', 'shop'],
      environments: ['production', 'staging'],
      devices: ['desktop', 'mobile'],
      releases: [
        { release: '7.0', firstSeen: minute(3), lastSeen: minute(3) },
        { release: '1.1', firstSeen: minute(1), lastSeen: minute(1) },
        { release: '1.0', firstSeen: minute(-500), lastSeen: minute(2) },
      ],
    });
    const ofBlog = await choices(store, { ...filter, service: 'blog' });
    expect(ofBlog.releases.map(({ release }) => release)).toEqual(['7.0']);
    expect(ofBlog.services).toEqual(['blog', 'shop']);
  } finally {
    await store.close();
  }
});

it('offers what only spans tell of', async () => {
  const store = await openFilled([]);
  try {
    const rows = spanRows([
      { time: minute(1), release: '1.1' },
      { time: minute(3), release: '2.0', service: 'kiosk', environment: 'staging', device: 'tablet' },
      { time: minute(4), service: 'server' },
    ]);
    await store.spans.insert(
      rows.map((row) => (row.ServiceName === 'server' ? { ...row, ScopeName: '' } : row)),
    );
    expect(await choices(store, filter)).toMatchObject({
      events: true,
      services: ['kiosk', 'shop'],
      devices: ['tablet'],
      releases: [
        { release: '2.0', firstSeen: minute(3), lastSeen: minute(3) },
        { release: '1.1', firstSeen: minute(1), lastSeen: minute(1) },
      ],
    });
    // Before the first of them, too.
    expect(await choices(store, { from: minute(-60), to: minute(-1) })).toMatchObject({
      events: true,
      services: [],
    });
  } finally {
    await store.close();
  }
});

it('tells an empty store', async () => {
  const store = await openFilled([]);
  try {
    expect(await choices(store, filter)).toEqual({
      events: false,
      services: [],
      environments: [],
      devices: [],
      releases: [],
    });
  } finally {
    await store.close();
  }
});
