const NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const NAME = /^SEVERITY_NUMBER_(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)([2-4]?)$/;
const INFO = 9;

/**
 * A severity number, 1 to 24, or 0 where there is none. OTLP JSON writes enums as integers; encoders that follow plain
 * protobuf JSON write their names. Sonde leaves out INFO.
 *
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
export const readSeverity = (value: unknown, scopeName: string): number => {
  if (value === undefined && scopeName === 'sonde') return INFO;
  if (typeof value === 'string') {
    const [, name, step] = NAME.exec(value) ?? [];
    return name === undefined ? 0 : NAMES.indexOf(name) * 4 + Number(step || 1);
  }
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 24 ? value : 0;
};
