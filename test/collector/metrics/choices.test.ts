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
      // The blog has had one release alone.
      newest: [{ service: 'shop', release: '1.1' }],
    });
    const ofBlog = await choices(store, { ...filter, service: 'blog' });
    expect(ofBlog.releases.map(({ release }) => release)).toEqual(['7.0']);
    expect(ofBlog.services).toEqual(['blog', 'shop']);
  } finally {
    await store.close();
  }
});

it('knows the newest release of each service by its version, whenever the older one was seen', async () => {
  const store = await openFilled([
    { name: 'page_view', time: minute(1), release: '1.10.0' },
    { name: 'page_view', time: minute(2), release: '1.9.0' },
    { name: 'page_view', time: minute(3), release: '2.1.0', service: 'blog' },
    { name: 'page_view', time: minute(4), release: '2.0.0', service: 'blog' },
  ]);
  try {
    const { releases, newest } = await choices(store, filter);
    expect(releases.map(({ release }) => release)).toEqual(['2.1.0', '2.0.0', '1.10.0', '1.9.0']);
    expect(newest).toHaveLength(2);
    expect(newest).toEqual(
      expect.arrayContaining([
        { service: 'shop', release: '1.10.0' },
        { service: 'blog', release: '2.1.0' },
      ]),
    );
    expect((await choices(store, { ...filter, service: 'shop' })).newest).toHaveLength(1);
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
      newest: [],
    });
  } finally {
    await store.close();
  }
});
