import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

export const start = (endpoint) => {
  const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs` });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench', 'service.version': '1.0.0' }),
    processors: [
      new BatchLogRecordProcessor({
        exporter,
        maxQueueSize: 10_000,
        maxExportBatchSize: 512,
        scheduledDelayMillis: 2_000,
      }),
    ],
  });
  const logger = provider.getLogger('bench');
  return {
    track: (eventName, attributes) => logger.emit({ eventName, attributes, severityNumber: 9 }),
    flush: () => provider.forceFlush(),
  };
};
