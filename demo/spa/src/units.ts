export type Unit = 'celsius' | 'fahrenheit';

let unit: Unit = 'celsius';

export const currentUnit = (): Unit => unit;

export const chooseUnit = (chosen: Unit): void => {
  unit = chosen;
};

/** Degrees Celsius in the unit that the visitor chose. */
export const formatTemperature = (celsius: number, digits = 1): string =>
  unit === 'celsius' ? `${celsius.toFixed(digits)} °C` : `${((celsius * 9) / 5 + 32).toFixed(digits)} °F`;
