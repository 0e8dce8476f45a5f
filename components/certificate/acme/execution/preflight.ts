import { caaProblem, caaRemedy, type CaaRequest, type CaaSet } from "../caa";
import type { LetsEncryptInputs } from "../certificate-resource";
import { identifierOf } from "../names";
import { dnsErrorCode, openDns } from "./dns";
import type { Transport } from "./transport";

/** Refuses what the CA would refuse, as the CA's refusals count against its rate limits. Throws with every CAA record that forbids the certificate. */
export async function preflight(transport: Transport, inputs: LetsEncryptInputs): Promise<void> {
  const { meta } = await transport.directory();
  await checkCaa(inputs.names, meta?.caaIdentities ?? [], {
    account: inputs.accountUrl,
    challenge: inputs.solver.kind === "host" ? "http-01" : "dns-01",
    ...(inputs.resolver !== undefined && { resolver: inputs.resolver }),
  });
}

/** What CAA look-ups need to know about the request. */
export interface CaaContext extends Pick<CaaRequest, "account" | "challenge"> {
  readonly resolver?: string;
}

/** Throws when CAA records forbid a CA with these `identities` to issue. A CA without identities checks no CAA records. */
export async function checkCaa(names: readonly string[], identities: readonly string[], { resolver, account, challenge }: CaaContext): Promise<void> {
  if (identities.length === 0) return;
  const dns = openDns(resolver === undefined ? {} : { resolver });
  const found = new Map<string, Promise<CaaSet | undefined>>();
  const problems = await Promise.all(
    names
      .filter((name) => identifierOf(name).type === "dns")
      .map(async (name) => {
        const wildcard = name.startsWith("*.");
        const base = wildcard ? name.slice(2) : name;
        const looked = found.get(base) ?? dns.caa(base).catch(unlessAnswered);
        found.set(base, looked);
        const set = await looked;
        const request = { wildcard, identities, account, challenge };
        const problem = set && caaProblem(set, request);
        return problem === undefined ? [] : [`${name}: ${problem}. ${caaRemedy(set?.owner ?? base, request)}`];
      }),
  );
  if (problems.flat().length > 0)
    throw new Error(`Cannot get a certificate as the CAA records must allow ${identities.join(", ")}. ${problems.flat().join(". ")}`);
}

/** A resolver that fails or is unreachable proves nothing about CAA; the CA does its own look-up. */
function unlessAnswered(error: unknown): undefined {
  if (dnsErrorCode(error) === "") throw error;
  return undefined;
}
