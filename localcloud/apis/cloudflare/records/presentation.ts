import type { StoredRecord } from "../../../zones/stored";
import { isProxiable } from "./proxying";

/** The record as the API returns it: https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export function presentRecord(record: StoredRecord): Record<string, unknown> {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    ...(record.priority === undefined ? {} : { priority: record.priority }),
    ...(record.data === undefined ? {} : { data: record.data }),
    proxiable: isProxiable(record),
    proxied: record.proxied,
    ttl: record.ttl,
    settings: record.settings,
    meta: {},
    comment: record.comment,
    tags: record.tags,
    created_on: record.createdOn,
    modified_on: record.modifiedOn,
    ...(record.commentModifiedOn === undefined ? {} : { comment_modified_on: record.commentModifiedOn }),
    ...(record.tagsModifiedOn === undefined ? {} : { tags_modified_on: record.tagsModifiedOn }),
  };
}
