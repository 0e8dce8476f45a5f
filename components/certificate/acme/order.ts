import { parseProblem, type Problem } from "./problem";

/** An identifier of an order. Source: RFC 8555, section 7.1.4, and RFC 8738 for addresses. */
export interface Identifier {
  readonly type: "dns" | "ip";
  readonly value: string;
}

/** The fields of an order that are used. Source: RFC 8555, section 7.1.3. */
export interface Order {
  readonly status: "pending" | "ready" | "processing" | "valid" | "invalid";
  readonly identifiers: readonly Identifier[];
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
  readonly error?: unknown;
}

/** A challenge. Source: RFC 8555, section 8. */
export interface Challenge {
  readonly type: string;
  readonly url: string;
  readonly status: "pending" | "processing" | "valid" | "invalid";
  readonly token?: string;
  readonly error?: unknown;
}

/** An authorization. Source: RFC 8555, section 7.1.4. */
export interface Authorization {
  readonly status: "pending" | "valid" | "invalid" | "deactivated" | "expired" | "revoked";
  readonly identifier: Identifier;
  readonly wildcard?: boolean;
  readonly challenges: readonly Challenge[];
}

/** A challenge to answer, and the name that it is for. */
export interface Task {
  readonly identifier: Identifier;
  readonly challenge: Challenge;
}

/** What to do next with an order. */
export type Step =
  | { readonly step: "prove"; readonly tasks: readonly Task[] }
  | { readonly step: "wait"; readonly until: "authorized" | "issued" }
  | { readonly step: "finalize" }
  | { readonly step: "download"; readonly url: string }
  | { readonly step: "fail"; readonly problems: readonly Problem[] };

/**
 * What to do next with `order`, given its authorizations (needed only while it is pending or once it is invalid). Valid
 * authorizations need nothing; answered challenges are waited for. Source: RFC 8555, section 7.1.6.
 */
export function nextStep(order: Order, authorizations: readonly Authorization[], challengeType: string): Step {
  switch (order.status) {
    case "pending":
      return provingStep(authorizations, challengeType);
    case "ready":
      return { step: "finalize" };
    case "processing":
      return { step: "wait", until: "issued" };
    case "valid":
      return order.certificate === undefined ? { step: "wait", until: "issued" } : { step: "download", url: order.certificate };
    case "invalid":
      return { step: "fail", problems: problemsOf(order, authorizations) };
  }
}

function provingStep(authorizations: readonly Authorization[], challengeType: string): Step {
  if (authorizations.some(isLost)) return { step: "fail", problems: authorizations.filter(isLost).map(lossOf) };
  const pending = authorizations.filter(({ status }) => status === "pending");
  const unsolvable = pending.filter(({ challenges }) => !challenges.some(({ type }) => type === challengeType));
  if (unsolvable.length > 0) return { step: "fail", problems: unsolvable.map((each) => unsolvableProblem(each, challengeType)) };
  const tasks = pending.flatMap(({ identifier, challenges }) =>
    challenges.filter(({ type, status }) => type === challengeType && status === "pending").map((challenge): Task => ({ identifier, challenge })),
  );
  // A challenge in processing was already answered, by an interrupted run or just now.
  return tasks.length > 0 ? { step: "prove", tasks } : { step: "wait", until: "authorized" };
}

function isLost({ status }: Authorization): boolean {
  return status !== "pending" && status !== "valid";
}

function problemsOf(order: Order, authorizations: readonly Authorization[]): Problem[] {
  const lost = authorizations.filter(isLost).map(lossOf);
  if (lost.length > 0) return lost;
  return [parseProblem(order.error, "the CA gave no reason")];
}

function lossOf({ identifier, status, challenges }: Authorization): Problem {
  const error = challenges.find((challenge) => challenge.error !== undefined)?.error;
  return { ...parseProblem(error, `the authorization is ${status}`), identifier: identifier.value };
}

function unsolvableProblem({ identifier, challenges }: Authorization, challengeType: string): Problem {
  const offered = challenges.map(({ type }) => type).join(", ") || "nothing";
  return { type: "about:blank", detail: `must be proven by ${offered}, and the solver is for ${challengeType}`, identifier: identifier.value, subproblems: [] };
}
