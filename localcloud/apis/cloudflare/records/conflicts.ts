import type { StoredRecord } from "../../../zones/stored";
import { fault } from "../faults";
import type { RecordFields } from "./input";

const addressTypes = ["A", "AAAA"];
/** https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/, of all records with one name and type */
const contentLimit = 8192;

/** @throws ApiFault if `record` cannot exist beside the others at its name. */
export function refuseConflicts(record: RecordFields, others: readonly StoredRecord[]): void {
  if (others.some((other) => other.type === record.type && other.content === record.content && other.priority === record.priority)) {
    throw fault(400, 81058, "An identical record already exists.");
  }
  const combined = [record, ...others.filter(({ type }) => type === record.type)];
  if (combined.reduce((sum, { content }) => sum + content.length, 0) > contentLimit) {
    // Cloudflare does not publish the code.
    throw fault(400, 9107, `The combined content of records with the same name and type must not exceed ${String(contentLimit)} characters.`);
  }
  const types: string[] = others.map(({ type }) => type);
  if (record.type === "CNAME" && [...addressTypes, "CNAME"].some((type) => types.includes(type))) {
    throw fault(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (addressTypes.includes(record.type) && types.includes("CNAME")) {
    throw fault(400, 81054, "A CNAME record with that host already exists.");
  }
}
