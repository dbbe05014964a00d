import { drawing } from './element';
import type { Launch } from './launches';
import { formatTemperature } from './units';

const WIDTH = 640;
const HEIGHT = 420;
const LEFT = 56;
const BOTTOM = 36;
const RIGHT = 32;
const TOP = 20_000;
const COLDEST = -75;
const WARMEST = 30;

const x = (temperature: number): number =>
  LEFT + ((temperature - COLDEST) / (WARMEST - COLDEST)) * (WIDTH - LEFT - RIGHT);
const y = (height: number): number => HEIGHT - BOTTOM - (height / TOP) * (HEIGHT - BOTTOM - 12);

const label = (text: string, attributes: Record<string, string | number>): SVGTextElement =>
  drawing('text', { class: 'tick', ...attributes }, text);

/** Temperature against height, one line for each launch. */
export const profile = (launches: readonly Launch[]): SVGSVGElement =>
  drawing(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `Temperature against height: ${launches.map(({ station, time }) => `${station}, ${time}`).join('; ')}`,
    },
    ...[0, 5, 10, 15, 20].flatMap((kilometres) => [
      drawing('path', { class: 'rule', d: `M${LEFT} ${y(kilometres * 1000)}H${WIDTH - RIGHT}` }),
      label(`${kilometres} km`, { x: LEFT - 8, y: y(kilometres * 1000) + 4, 'text-anchor': 'end' }),
    ]),
    ...[-60, -30, 0, 30].map((temperature) =>
      label(formatTemperature(temperature, 0), {
        x: x(temperature),
        y: HEIGHT - 10,
        'text-anchor': 'middle',
      }),
    ),
    ...launches.map(({ readings }, index) =>
      drawing('polyline', {
        class: `profile profile-${index}`,
        points: readings.map(({ temperature, height }) => `${x(temperature)},${y(height)}`).join(' '),
      }),
    ),
  );
