import type { Scrubber } from '../scrub/scrubber.js';
import type { LogRow } from '../store/store.js';
import { isFields } from './any-value.js';
import { readAttributes } from './attributes.js';
import type { BrowserReader } from './browser.js';
import type { KnownPages } from './known-pages.js';
import { list, sentAt, sizeOf, text } from './otlp-fields.js';
import type { IngestRecord, Refusal } from './record.js';
import { refuse } from './refuse.js';
import type { Sender } from './route.js';

/** Records of one request at most. The SDK sends some hundred. */
const MAX_RECORDS = 10_000;

/** Characters that one request may grow to when every record has been given its resource's attributes. */
const MAX_EXPANDED = 64 * 1024 * 1024;

/** What came with a request. */
export interface Reception extends Sender {
  readonly readBrowser: BrowserReader;
  /** Cleans what is read. */
  readonly scrubber: Scrubber;
  readonly knownPages: KnownPages;
}

/** A request's records, and what was refused. */
export interface ReadRequest<Row> {
  readonly records: readonly IngestRecord<Row>[];
  readonly refusals: readonly Refusal[];
}

/** What the records of one scope have in common. */
export interface RecordContext {
  readonly shared: Pick<
    LogRow,
    | 'ServiceName'
    | 'ResourceSchemaUrl'
    | 'ResourceAttributes'
    | 'ScopeSchemaUrl'
    | 'ScopeName'
    | 'ScopeVersion'
    | 'ScopeAttributes'
  >;
  /** About how many characters that takes in each row. */
  readonly sharedSize: number;
  /** The sender's clock when it sent, in milliseconds, where it said so. */
  readonly sent: number | undefined;
  readonly received: number;
  readonly scrubber: Scrubber;
  readonly knownPages: KnownPages;
}

/**
 * Walks a request of OTLP/HTTP JSON: resources, their scopes, and the records of each.
 *
 * @param levels what the three lists are called
 * @param signal what the request is for, in the refusal of another
 * @param read reads a record; `found` holds what the rules found in its scope and resource, where it is the first of
 * these, and is given what they find in the record.
 * @throws a refusal, where it cannot be read as a whole or is too large.
 */
export const readRequest = <Row>(
  body: unknown,
  reception: Reception,
  [resources, scopes, leaves]: readonly [resources: string, scopes: string, leaves: string],
  signal: string,
  read: (record: unknown, context: RecordContext, found: string[]) => IngestRecord<Row> | Refusal,
): ReadRequest<Row> => {
  if (!isFields(body)) throw refuse(400, 'This is not OTLP: the body is not a JSON object.');
  if (!(resources in body) && Object.keys(body).length > 0) {
    throw refuse(400, `This is not a request for ${signal}: it has no ${resources}.`);
  }
  const { readBrowser, scrubber, knownPages, received } = reception;
  const records: IngestRecord<Row>[] = [];
  const refusals: Refusal[] = [];
  let expanded = 0;
  for (const ofResource of list(body[resources], resources)) {
    if (!isFields(ofResource))
      throw refuse(400, `This is not OTLP: an entry of ${resources} is not an object.`);
    const resource = isFields(ofResource.resource) ? ofResource.resource : {};
    const sentAttributes = readAttributes(resource.attributes);
    let found: string[] = [];
    const clean = (value: unknown): string => scrubber.text(text(value), found);
    scrubber.attributes(sentAttributes, found);
    const userAgent = sentAttributes['user_agent.original'] ?? reception.userAgent;
    const ResourceAttributes = { ...readBrowser(userAgent), ...sentAttributes };
    const ServiceName = ResourceAttributes['service.name'] ?? '';
    const ResourceSchemaUrl = clean(ofResource.schemaUrl);
    for (const ofScope of list(ofResource[scopes], scopes)) {
      if (!isFields(ofScope)) throw refuse(400, `This is not OTLP: an entry of ${scopes} is not an object.`);
      const scope = isFields(ofScope.scope) ? ofScope.scope : {};
      const ScopeAttributes = readAttributes(scope.attributes);
      scrubber.attributes(ScopeAttributes, found);
      const shared = {
        ServiceName,
        ResourceSchemaUrl,
        ResourceAttributes,
        ScopeSchemaUrl: clean(ofScope.schemaUrl),
        ScopeName: clean(scope.name),
        ScopeVersion: clean(scope.version),
        ScopeAttributes,
      };
      const context: RecordContext = {
        shared,
        sharedSize: sizeOf(...Object.values(shared)),
        sent: sentAt(scope.attributes),
        received,
        scrubber,
        knownPages,
      };
      for (const record of list(ofScope[leaves], leaves)) {
        const one = read(record, context, found);
        found = [];
        if ('reason' in one) refusals.push(one);
        else records.push(one);
        expanded += 'size' in one ? one.size : 0;
        if (records.length + refusals.length > MAX_RECORDS || expanded > MAX_EXPANDED) {
          throw refuse(
            413,
            `The batch has more than ${MAX_RECORDS} records, or too long ones: send it in parts.`,
          );
        }
      }
    }
  }
  return { records, refusals };
};
