import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Packed, packAndInstall } from '../helpers/packed.js';
import { BUNDLERS } from './bundles/bundlers.js';
import { pluginMarkers } from './bundles/markers.js';
import { pluginSubpaths, sourceSubpaths } from './sizes.mjs';

/** Who imports one thing ships one thing, by each bundler, from the package as it is published. */

const markers = pluginMarkers();
const subpaths = pluginSubpaths();

let packed: Packed;
beforeAll(async () => {
  packed = await packAndInstall();
});
afterAll(() => packed?.remove());

const pluginsIn = (code: string): string[] =>
  [...markers].filter(([, marker]) => marker.every((part) => code.includes(part))).map(([name]) => name);

describe.each(Object.entries(BUNDLERS))('%s', (name, bundle) => {
  test('keeps every plugin in a bundle of everything, so that what is missing below is missed', async () => {
    const code = await bundle("export * from 'sonde';", packed.project);
    expect(pluginsIn(code)).toEqual([...markers.keys()]);
  });

  test.each(['sonde', 'sonde/init'])('leaves every plugin out of a bundle of init from %s', async (from) => {
    const code = await bundle(`import { init } from '${from}'; globalThis.start = init;`, packed.project);
    expect(code).toContain('/v1/logs');
    expect(pluginsIn(code)).toEqual([]);
  });

  test.each(subpaths)('puts $subpath alone into a bundle of it', async ({ name: plugin, subpath }) => {
    const code = await bundle(
      `import * as plugin from '${subpath}'; globalThis.plugin = plugin;`,
      packed.project,
    );
    expect(pluginsIn(code)).toEqual([plugin]);
    expect(code).not.toContain('/v1/logs');
  });

  /** What each source listens to, and no other one names. */
  const HEARS: Readonly<Record<string, string>> = {
    cookiebot: 'CookiebotOnDecline',
    cookieconsent: 'cc:onChange',
    'google-consent': 'analytics_storage',
    gpp: '__gpp',
    klaro: 'savedConsents',
    onetrust: 'OneTrustGroupsUpdated',
    tcf: 'useractioncomplete',
  };
  const heardIn = (code: string): string[] =>
    Object.keys(HEARS).filter((source) => code.includes(HEARS[source] as string));

  test('takes one consent source by its subpath or of the barrel, and no other', async () => {
    expect(
      sourceSubpaths()
        .map((source) => source.name)
        .sort(),
    ).toEqual(Object.keys(HEARS));
    for (const { name: source, subpath } of sourceSubpaths()) {
      const code = await bundle(`import * as all from '${subpath}'; globalThis.all = all;`, packed.project);
      expect(heardIn(code)).toEqual([source]);
      expect(code).not.toContain('/v1/logs');
    }
    const one = "import { fromKlaro, init } from 'sonde'; globalThis.found = [fromKlaro, init];";
    expect(heardIn(await bundle(one, packed.project))).toEqual(['klaro']);
    const none = await bundle("import { init } from 'sonde'; globalThis.found = init;", packed.project);
    expect(heardIn(none)).toEqual([]);
    expect(none).not.toContain('doNotTrack');
    const dnt = "import { honourDnt } from 'sonde/honour-dnt'; globalThis.found = honourDnt;";
    const honouring = await bundle(dnt, packed.project);
    expect(heardIn(honouring)).toEqual([]);
    expect(honouring).toContain('doNotTrack');
  });

  test('takes one plugin of the barrel and no other', async () => {
    const code = await bundle("import { clicks } from 'sonde'; globalThis.plugin = clicks;", packed.project);
    expect(pluginsIn(code)).toEqual(['clicks']);
  });

  test('drops everything that is imported and not used', async () => {
    const code = await bundle(
      "import 'sonde'; import { init } from 'sonde'; globalThis.x = 1;",
      packed.project,
    );
    expect(pluginsIn(code)).toEqual([]);
    expect(code).not.toContain('/v1/logs');
  });

  test('includes one copy when the barrel and subpaths meet in one bundle', async () => {
    const both = await bundle(
      `import { clicks, init } from 'sonde';
       import { clicks as sameClicks } from 'sonde/clicks';
       import { init as sameInit } from 'sonde/init';
       globalThis.found = [clicks, sameClicks, init, sameInit];`,
      packed.project,
    );
    const file = join(packed.project, `both-${name}.mjs`);
    writeFileSync(file, both);
    await import(pathToFileURL(file).href);
    const { found } = globalThis as unknown as { found: unknown[] };
    expect(found[0]).toBe(found[1]);
    expect(found[2]).toBe(found[3]);

    const barrel = await bundle(
      "import { clicks, init } from 'sonde'; globalThis.found = [clicks, init];",
      packed.project,
    );
    const count = (code: string, text: string): number => code.split(text).length - 1;
    for (const text of [markers.get('clicks')?.[0] ?? '', '/v1/logs']) {
      expect(count(both, text)).toBe(count(barrel, text));
      expect(count(both, text)).toBeGreaterThan(0);
    }
  });
});
