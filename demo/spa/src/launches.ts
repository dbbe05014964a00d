/** One reading of a radiosonde. */
export interface Reading {
  /** Metres above the sea. */
  readonly height: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  /** Hectopascals. */
  readonly pressure: number;
}

export interface Launch {
  readonly id: number;
  readonly station: string;
  /** Local time of the launch. */
  readonly time: string;
  readonly readings: readonly Reading[];
}

const STEP = 500;
const TROPOPAUSE = 11_000;

/** The International Standard Atmosphere up to 20 km (ISO 2533), warmed or cooled at the ground. */
const readAt = (height: number, offset: number): Reading => {
  const ground = 288.15;
  const kelvin = ground - 0.0065 * Math.min(height, TROPOPAUSE);
  const pressure =
    height <= TROPOPAUSE
      ? 1013.25 * (kelvin / ground) ** 5.2559
      : 226.32 * Math.exp(-(height - TROPOPAUSE) / 6341.6);
  return {
    height,
    temperature: kelvin - 273.15 + offset * Math.exp(-height / 4000) + Math.sin(height / 1700 + offset) * 1.5,
    pressure,
  };
};

const launch = (id: number, station: string, time: string, offset: number, burst: number): Launch => ({
  id,
  station,
  time,
  readings: Array.from({ length: Math.floor(burst / STEP) + 1 }, (_, index) => readAt(index * STEP, offset)),
});

export const LAUNCHES: readonly Launch[] = [
  launch(3107, 'Bergen', 'Monday 12:00', 4, 19_500),
  launch(3108, 'Bergen', 'Tuesday 00:00', -3, 18_000),
  launch(3109, 'Lindenberg', 'Tuesday 12:00', 9, 20_000),
  launch(3110, 'Trappes', 'Wednesday 00:00', 6, 16_500),
  launch(3111, 'Camborne', 'Wednesday 12:00', 2, 19_000),
];

export const findLaunch = (id: string): Launch | undefined => LAUNCHES.find((one) => one.id === Number(id));
