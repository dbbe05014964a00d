import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { readdirSync } from 'node:fs';

const compile = () =>
  typescript({
    tsconfig: './tsconfig.json',
    noEmit: false,
    declaration: false,
    isolatedDeclarations: false,
    rootDir: 'src',
    outDir: 'dist',
    include: ['src/**/*.ts'],
  });

const entries = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

/** Modules one to one, so that the barrel and every subpath share one copy of each. */
const modules = {
  input: [
    'src/index.ts',
    'src/init.ts',
    ...entries('src/plugins'),
    ...entries('src/consent'),
    'src/collector/index.ts',
    ...entries('src/cli'),
  ],
  external: (id) => !/^[./]|^src\//.test(id),
  output: {
    dir: 'dist',
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: 'src',
    sourcemap: false,
  },
  plugins: [compile()],
};

/** The script-tag file. `toplevel` mangling and two compress passes are worth about 3 % here. */
const script = {
  input: 'src/script.ts',
  output: { file: 'dist/sonde.js', format: 'iife', sourcemap: true },
  plugins: [
    compile(),
    nodeResolve({ browser: true }),
    terser({ ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false } }),
  ],
};

export default [modules, script];
