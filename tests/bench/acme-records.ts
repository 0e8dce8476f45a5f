import type { World } from "../support/acme/world";

/** A request about the TXT records of the world's zone, by hand. */
export async function txtRecord({ names }: World, method: string, path: string, body?: unknown): Promise<{ readonly id: string }> {
  const zone = names.zones.named("example.test");
  const answer = await fetch(`${names.api}/zones/${zone?.id ?? ""}/dns_records${path}`, {
    method,
    headers: { authorization: `Bearer ${names.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return ((await answer.json()) as { result: { id: string } }).result;
}
