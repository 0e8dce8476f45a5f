import { FinalError } from "../../../shared/final-error";

/** The edge's mode for a name before a run. */
export interface FormerMode {
  readonly ssl: string | undefined;
  /** Whether it was set for this name. Otherwise something else may answer by it that speaks http alone. */
  readonly isOwn: boolean;
}

/**
 * Whether the edge's mode must change before the origin does. With `strict` the edge checks the certificate, so the change to `full` comes while the old
 * certificate is still served, and a change to `strict` once the new one is. With `flexible` and `off` it asks by http, which the new origin redirects; the
 * former one serves https as well.
 */
export function relaxesFirst({ ssl, isOwn }: FormerMode, next: string | undefined): boolean {
  return next === "full" && (ssl === "strict" || (isOwn && isPlain(ssl)));
}

/** Whether neither order is right: one mode asks by http, the other checks the certificate. */
export function skipsFull({ ssl, isOwn }: FormerMode, next: string): boolean {
  return isOwn && (isPlain(ssl) ? next === "strict" : ssl === "strict" && isPlain(next));
}

/** Throws if the name's rule by the stack, `own`, says another mode than the zone is to have: it is deleted last. */
export function refuseOutranked(host: string, next: string, own: string | undefined): void {
  if (own === undefined || own === next) return;
  throw new FinalError(
    `Cannot make ${host} ${next} by the zone's setting as its rule, which outranks that until the run ends, must say ${next} already: it says ${own}. ` +
      "Set proxy.ssl with proxy.sslFor host first, and proxy.sslFor to zone in the next run",
  );
}

function isPlain(mode: string | undefined): boolean {
  return mode === "flexible" || mode === "off";
}
