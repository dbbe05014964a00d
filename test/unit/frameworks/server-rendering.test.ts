import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { createSSRApp, resolveDirective, h as vueH, withDirectives } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { ErrorBoundary, useFeature } from '../../../src/frameworks/react.js';
import { markFeature, onBoundaryError } from '../../../src/frameworks/svelte.js';
import { sondeVue, useFeature as useVueFeature } from '../../../src/frameworks/vue.js';
import { init } from '../../../src/init.js';

/** The helpers render on a server, where Sonde's handle does nothing. */

const sonde = init({ endpoint: '/telemetry', service: 'shop', consent: 'granted' });

test('React', () => {
  const Export = () => {
    const exportCsv = useFeature(sonde, 'export-csv');
    exportCsv.exposed();
    return h('a', { 'data-feature': 'export-csv' }, 'Export');
  };
  expect(renderToString(h(ErrorBoundary, { sonde, fallback: 'broken' }, h(Export)))).toBe(
    '<a data-feature="export-csv">Export</a>',
  );
});

test('Vue, with the directive in what is rendered', async () => {
  const app = createSSRApp({
    setup() {
      useVueFeature('export-csv').exposed();
      return () =>
        withDirectives(vueH('button', 'Export'), [[resolveDirective('feature') as never, 'export-csv']]);
    },
  });
  expect(await renderVue(app.use(sondeVue(sonde)))).toBe('<button data-feature="export-csv">Export</button>');
});

test.each([undefined, null])('Vue marks nothing with %s', async (id) => {
  const app = createSSRApp(() =>
    withDirectives(vueH('button', 'Export'), [[resolveDirective('feature') as never, id]]),
  );
  expect(await renderVue(app.use(sondeVue(sonde)))).toBe('<button>Export</button>');
});

test('Vue records what fails on the server, too, and without the plugin a feature does nothing', async () => {
  const told: string[] = [];
  const app = createSSRApp({
    name: 'Basket',
    setup() {
      throw new RangeError('the basket broke');
    },
    render: () => null,
  });
  app.config.errorHandler = () => {};
  await renderVue(
    app.use(
      sondeVue({ track: (name, attributes) => told.push(`${name} ${attributes?.['exception.stacktrace']}`) }),
    ),
  );
  expect(told).toEqual([expect.stringMatching(/^exception RangeError[\s\S]*at <Basket>/)]);
  const alone = createSSRApp({
    setup() {
      useVueFeature('a').used();
      return () => 'a';
    },
  });
  expect(await renderVue(alone)).toBe('a');
});

test('Svelte', async () => {
  const { js } = compile(
    `<script>let { act, onerror, ...rest } = $props();</script>
     <svelte:boundary {onerror}><button use:act={'export-csv'}>Export</button></svelte:boundary>`,
    { generate: 'server', filename: 'export.svelte' },
  );
  const code = js.code.replace(
    "'svelte/internal/server'",
    `'${import.meta.resolve('svelte/internal/server')}'`,
  );
  const component = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  const { render } = await import('svelte/server');
  const { body } = await render(component.default, {
    props: { act: markFeature, onerror: onBoundaryError(sonde) },
  });
  expect(body.replace(/<!--.*?-->/g, '')).toBe('<button>Export</button>');
});
