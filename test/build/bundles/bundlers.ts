import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild from 'esbuild';
import { rollup } from 'rollup';
import { minify } from 'terser';
import webpack from 'webpack';

/** Bundles a user's entry for the browser, as the bundler does by its own defaults; returns the code. */
export type Bundler = (entry: string, folder: string) => Promise<string>;

const byRollup: Bundler = async (entry, folder) => {
  const input = write(entry, folder);
  const build = await rollup({ input, plugins: [nodeResolve({ browser: true })] });
  const { output } = await build.generate({ format: 'es' });
  await build.close();
  return output.map((file) => ('code' in file ? file.code : '')).join('\n');
};

const byEsbuild: Bundler = async (entry, folder) => {
  const result = await esbuild.build({
    entryPoints: [write(entry, folder)],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'error',
  });
  return result.outputFiles.map(({ text }) => text).join('\n');
};

const byWebpack: Bundler = async (entry, folder) => {
  const input = write(entry, folder);
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: input,
    output: { path: join(folder, 'webpack'), filename: 'bundle.mjs', library: { type: 'module' } },
    experiments: { outputModule: true },
    performance: false,
    // Its own minifier is the one below, but each time in a thread that has to start, which takes most of the time.
    optimization: { minimize: false },
  });
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      const problem = error ?? (stats?.hasErrors() ? new Error(stats.toString('errors-only')) : undefined);
      compiler.close(() => (problem ? reject(problem) : resolve()));
    });
  });
  const { code } = await minify(readFileSync(join(folder, 'webpack', 'bundle.mjs'), 'utf8'), {
    module: true,
    compress: { passes: 2 },
  });
  return code ?? '';
};

export const BUNDLERS: Readonly<Record<'rollup' | 'esbuild' | 'webpack', Bundler>> = {
  rollup: byRollup,
  esbuild: byEsbuild,
  webpack: byWebpack,
};

function write(entry: string, folder: string): string {
  const path = join(folder, 'entry.mjs');
  writeFileSync(path, entry);
  return path;
}
