import * as v from "valibot";
import type { Fault } from "../shared/fault";
import { registered } from "../shared/registered";
import { fieldsOf, settings } from "../shared/validation";
import type { Source, SourceContext } from "./common/source";
import * as registry from "./registry";

/** Where the origin's certificate comes from. */
export type CertificateSource = NonNullable<(typeof registry)[keyof typeof registry]["type"]>;

const sources: readonly Source<CertificateSource>[] = registered(registry);

/** The shape of each source of a certificate. */
export const certificateSchema = v.variant(
  "source",
  sources.map(({ entries }) => settings(entries, { renewal: "must be left out: lets-encrypt and self-signed alone have it" })),
);

/** The source with this name; `undefined` for any other value. */
export function sourceOf(name: unknown): Source<CertificateSource> | undefined {
  return sources.find(({ source }) => source === name);
}

/** Whether an agent on the host can renew a source's certificates. */
export function hasAgent(name: unknown): boolean {
  return sourceOf(name)?.entries.renewal !== undefined;
}

/** The settings that {@link sourceFaults} checks. */
export const judgedSettings: readonly string[] = [...new Set(sources.flatMap(({ judged = [] }) => judged))];

/** What is wrong with a source's settings beyond their shape, which may be any. */
export function sourceFaults(certificate: unknown, site: SourceContext): Fault[] {
  const given = fieldsOf(certificate);
  return sourceOf(given.source)?.faults?.(given, site) ?? [];
}

/** The secrets that a source lacks, as far as they are known. */
export function secretsFaults(certificate: unknown, secrets: unknown): Fault[] {
  const given = fieldsOf(certificate);
  return sourceOf(given.source)?.secretsFaults?.(given, secrets) ?? [];
}

/** Whether the host that serves the certificate obtains it, and alone has its key. */
export function isOnHost(certificate: unknown): boolean {
  const given = fieldsOf(certificate);
  return sourceOf(given.source)?.isOnHost?.(given) ?? false;
}

/** Whether the CA must reach the host by the site's name before there is a certificate. */
export function isProvenByHost(certificate: unknown): boolean {
  const given = fieldsOf(certificate);
  return sourceOf(given.source)?.isProvenByHost?.(given) ?? false;
}

/** The value of the setting `challenge` of a certificate that {@link isProvenByHost}, with which the CA need not reach the host. */
export function challengePastHost(certificate: unknown): string {
  return sourceOf(fieldsOf(certificate).source)?.challengePastHost ?? "dns-01";
}

/** Whether the names are proven by records that the program makes beside those of the site. */
export function isProvenByRecords(certificate: unknown): boolean {
  const given = fieldsOf(certificate);
  return sourceOf(given.source)?.isProvenByRecords?.(given) ?? false;
}
