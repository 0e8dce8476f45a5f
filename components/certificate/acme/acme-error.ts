import { describeProblem, type Problem } from "./problem";

/** How many problems a message shows; the others are mostly the same. */
const shown = 5;

/** The CA refused a request. The error has the reasons, and the time to try again. */
export class AcmeRefusal extends Error {
  override readonly name = "AcmeRefusal";

  /** `action` continues "Cannot"; `retryAt` is ISO 8601. */
  constructor(
    action: string,
    readonly problems: readonly Problem[],
    readonly status: number,
    readonly retryAt?: string,
  ) {
    const when = retryAt === undefined ? "" : `. It may be tried again at ${retryAt}`;
    const more = problems.length > shown ? `; and ${problems.length - shown} more` : "";
    super(`Cannot ${action} as the CA must agree: it says ${problems.slice(0, shown).map(describeProblem).join("; ")}${more}${when}${advice(problems)}`);
  }

  /** Whether the CA would say the same of this request later. */
  get isFinal(): boolean {
    return this.status < 500 && this.status !== 408 && this.status !== 429 && !this.has("rateLimited");
  }

  /** Whether one of the problems has the type, e.g. `rateLimited`. */
  has(type: string): boolean {
    return this.problems.some((problem) => problem.type === type);
  }
}

/** The CA cannot be reached, does not answer, or fails. */
export class AcmeUnavailable extends Error {
  override readonly name = "AcmeUnavailable";
}

/** Whether the CA may have finalized although its answer was lost. RFC 8555, section 7.4: an order that was finalized before is not ready. */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof AcmeUnavailable || (error instanceof AcmeRefusal && (error.has("orderNotReady") || error.status >= 500));
}

const remedies: Readonly<Record<string, string>> = {
  rateLimited: "Wait until then; asking sooner counts against the same limit. Rehearse against the CA's staging directory",
  caa: "Allow this CA in the name's CAA records",
  dns: "Look at the name's DNS: the CA could not resolve it",
  connection: "Check that the host answers on port 80 from everywhere",
  rejectedIdentifier: "The CA does not issue for this name",
  externalAccountRequired: "Give the account's eab, which the CA's web site hands out",
  userActionRequired: "The CA wants new terms to be agreed to: follow its link",
  invalidProfile: "Name a profile that the CA has, or none",
};

function advice(problems: readonly Problem[]): string {
  const found = [...problems, ...problems.flatMap(({ subproblems }) => subproblems)].map(({ type }) => remedies[type]).find((remedy) => remedy !== undefined);
  return found === undefined ? "" : `. ${found}`;
}
