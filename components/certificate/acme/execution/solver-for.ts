import type { LetsEncryptInputs } from "../certificate-resource";
import type { Timings } from "../timings";
import { cloudflareRecords } from "./cloudflare-records";
import { openDns } from "./dns";
import { dnsSolver } from "./dns-solver";
import { hostSolver } from "./host-solver";
import type { Solver } from "./solver";

/** The solver that a certificate asks for. */
export function solverFor({ solver, credential, sudoPassword, resolver }: LetsEncryptInputs, timings: Timings): Solver {
  const dns = openDns(resolver === undefined ? {} : { resolver });
  switch (solver.kind) {
    case "cloudflare":
      return dnsSolver(
        cloudflareRecords({ ...(credential !== undefined && { apiToken: credential }), ...(solver.baseUrl !== undefined && { baseUrl: solver.baseUrl }) }),
        dns,
        timings,
      );
    case "host": {
      const secrets = { ...(credential !== undefined && { privateKey: credential }), ...(sudoPassword !== undefined && { sudoPassword }) };
      return hostSolver({ ...solver, ...secrets }, dns, timings);
    }
  }
}
