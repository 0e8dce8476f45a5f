import { createHash } from "node:crypto";
import { newId } from "../../../zones/seed";
import type { StoredRecord, StoredZone } from "../../../zones/stored";
import type { Zones } from "../../../zones/zones";
import type { Body } from "../body";
import { fault } from "../faults";
import { refuseConflicts } from "./conflicts";
import { parseRecord, type RecordFields } from "./input";

/** A key that a client sent with a creation, so that a repeated request does not create a second record. */
export interface CreationKey {
  readonly key: string;
  /** The digest of the request's body. */
  readonly digest: string;
}

export function creationKey(credentialId: string, key: string, body: Body): CreationKey {
  return {
    key: createHash("sha256")
      .update(JSON.stringify([credentialId, key]))
      .digest("hex"),
    digest: createHash("sha256").update(JSON.stringify(body)).digest("hex"),
  };
}

/** A new record, or the one that the same request with the same key created before. @throws ApiFault */
export function createRecord(zones: Zones, zone: StoredZone, body: Body, creation?: CreationKey): StoredRecord {
  const earlier = creation && zones.records(zone.id).find((record) => record.creation?.key === creation.key);
  if (earlier) {
    // draft-ietf-httpapi-idempotency-key-header, 2.7. The code is ours: the real API has no such header.
    if (earlier.creation?.digest !== creation.digest) throw fault(422, 10422, "This Idempotency-Key belongs to another request");
    return earlier;
  }
  const fields = parseRecord(body, zone.name);
  refuseConflicts(fields, zones.storedAt(zone.id, fields.name));
  const now = new Date().toISOString();
  return zones.putRecord({
    id: newId(),
    zoneId: zone.id,
    ...fields,
    createdOn: now,
    modifiedOn: now,
    ...annotatedOn(fields, undefined, now),
    ...(creation ? { creation } : {}),
  });
}

/** Replaces a record by the one that `body` describes. @throws ApiFault */
export function replaceRecord(zones: Zones, zone: StoredZone, record: StoredRecord, body: Body): StoredRecord {
  const fields = parseRecord(body, zone.name);
  refuseConflicts(
    fields,
    zones.storedAt(zone.id, fields.name).filter(({ id }) => id !== record.id),
  );
  const now = new Date().toISOString();
  const { id, zoneId, createdOn, creation } = record;
  const leftProxyOn = record.proxied ? now : record.leftProxyOn;
  return zones.putRecord({
    id,
    zoneId,
    ...fields,
    createdOn,
    modifiedOn: now,
    ...annotatedOn(fields, record, now),
    ...(creation ? { creation } : {}),
    ...(fields.proxied || leftProxyOn === undefined ? {} : { leftProxyOn }),
  });
}

function annotatedOn(fields: RecordFields, before: StoredRecord | undefined, now: string): Pick<StoredRecord, "commentModifiedOn" | "tagsModifiedOn"> {
  const commentModifiedOn = fields.comment === before?.comment ? before?.commentModifiedOn : now;
  const tagsModifiedOn = fields.tags.join("\n") === before?.tags.join("\n") ? before.tagsModifiedOn : now;
  return {
    ...(fields.comment === null || commentModifiedOn === undefined ? {} : { commentModifiedOn }),
    ...(fields.tags.length === 0 || tagsModifiedOn === undefined ? {} : { tagsModifiedOn }),
  };
}
