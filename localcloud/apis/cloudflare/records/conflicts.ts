import type { StoredRecord } from "../../../zones/stored";
import { fault } from "../faults";
import type { RecordFields } from "./input";

const addressTypes = ["A", "AAAA"];

/** @throws ApiFault if `record` cannot exist beside the others at its name. */
export function refuseConflicts(record: RecordFields, others: readonly StoredRecord[]): void {
  if (others.some((other) => other.type === record.type && other.content === record.content && other.priority === record.priority)) {
    throw fault(400, 81058, "An identical record already exists.");
  }
  const types: string[] = others.map(({ type }) => type);
  if (record.type === "CNAME" && [...addressTypes, "CNAME"].some((type) => types.includes(type))) {
    throw fault(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (addressTypes.includes(record.type) && types.includes("CNAME")) {
    throw fault(400, 81054, "A CNAME record with that host already exists.");
  }
}
