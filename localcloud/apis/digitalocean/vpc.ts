import { createHash } from "node:crypto";
import type { Instance } from "../../instance";

/** The default VPC that every account has in every region: an RFC 9562 version 8 UUID derived from the instance's id. */
export function defaultVpc({ id }: Pick<Instance, "id">, region: string): string {
  const hex = createHash("sha256").update(`${id} ${region}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
