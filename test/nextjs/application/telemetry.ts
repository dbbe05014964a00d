import { clicks, errors, features, init, pageViews, requests, vitals } from 'sonde';
import { banner } from 'sonde/banner';

/** On the server a handle that does nothing, so that whatever is rendered there may import it. */
export const sonde = init({
  endpoint: '/telemetry',
  service: 'nextjs',
  release: '1.0.0',
  consent: banner(),
  plugins: [pageViews(), clicks(), features(), vitals(), errors(), requests()],
});
