import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { isPlugin, measureSizes, withSizes } from './sizes.mjs';

let rows: Awaited<ReturnType<typeof measureSizes>>;
// Fifty bundles, each minified and compressed as well as can be.
beforeAll(async () => {
  rows = await measureSizes();
}, 600_000);

/** The budgets, in bytes after brotli 11. They are written here a second time on purpose. */
test.each([
  [/^core/, 3_072],
  [/^script tag without/, 8_704],
  [/^the banner/, 1_536],
  [/^script tag, whole/, 10_240],
  [/^script tag with all consent managers/, 10_752],
  [/^consent source, the largest/, 1_024],
])('%s is within its budget of %i bytes', (name, budget) => {
  const found = rows.filter((row) => name.test(row.name));
  expect(found).toHaveLength(1);
  expect(found[0]?.budget).toBe(budget);
  expect(found[0]?.size.brotli).toBeGreaterThan(200);
  expect(found[0]?.size.brotli).toBeLessThanOrEqual(budget);
});

test('each plugin is within one kilobyte on top of the core', () => {
  const plugins = rows.filter(isPlugin);
  expect(plugins.length).toBeGreaterThanOrEqual(5);
  for (const { name, size, budget } of plugins) {
    expect(budget, name).toBe(1_024);
    expect(size.brotli, name).toBeGreaterThan(20);
    expect(size.brotli, name).toBeLessThanOrEqual(1_024);
  }
});

/** Another version of Node brings another zlib and another brotli, which differ by a few bytes: 1 % is let pass. */
test('README prints what is measured (node test/build/sizes.mjs --write)', () => {
  const readme = readFileSync('README.md', 'utf8');
  const printed = cells(readme);
  const measured = cells(withSizes(readme, rows));
  expect(measured.length).toBeGreaterThan(rows.length - 1);
  expect(printed.map(([name]) => name)).toEqual(measured.map(([name]) => name));
  for (const [line, [name, ...values]] of measured.entries()) {
    for (const [column, value] of values.entries()) {
      if (!/^[\d,]+ B$/.test(value)) continue;
      const difference = Math.abs(bytes(printed[line]?.[column + 1]) - bytes(value));
      expect(
        difference,
        `${name}: README has ${printed[line]?.[column + 1]}, measured ${value}`,
      ).toBeLessThanOrEqual(Math.max(8, 0.01 * bytes(value)));
    }
  }
});

const cells = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => /^\| [^|]/.test(line) && line.includes(' B |'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const bytes = (cell: string | undefined): number => Number(cell?.replace(/[^\d]/g, '') ?? Number.NaN);
