import type { HostSpec } from "./host";

/**
 * The files of cloud-init's NoCloud datasource.
 *
 * @see https://cloudinit.readthedocs.io/en/22.4.2/topics/datasources/nocloud.html
 */
export function seedFiles(spec: Pick<HostSpec, "id" | "hostname" | "authorizedKeys" | "userData">): Readonly<Record<"meta-data" | "user-data", string>> {
  // JSON is YAML, and needs no quoting by hand.
  const metaData = { "instance-id": spec.id, "local-hostname": spec.hostname, "public-keys": spec.authorizedKeys };
  return { "meta-data": JSON.stringify(metaData), "user-data": spec.userData ?? "" };
}
