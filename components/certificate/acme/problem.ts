/** A problem document of an ACME server. Source: RFC 8555, section 6.7. */
export interface Problem {
  /** The last part of an ACME error's URN, e.g. `rateLimited`; other types are unchanged. */
  readonly type: string;
  readonly detail: string;
  readonly status?: number;
  /** The identifier that a sub-problem is about. */
  readonly identifier?: string;
  readonly subproblems: readonly Problem[];
}

const urn = "urn:ietf:params:acme:error:";

/** How deep sub-problems are read; RFC 8555, section 6.7.1 has one level. */
const deepest = 3;

/** Reads the problem document in `value`, which may have any shape. `fallback` replaces a missing detail. */
export function parseProblem(value: unknown, fallback: string, depth = 0): Problem {
  const { type, detail, status, identifier, subproblems } = record(value);
  return {
    type: typeof type === "string" && type !== "" ? type.replace(urn, "") : "about:blank",
    detail: typeof detail === "string" && detail !== "" ? printable(detail) : fallback,
    ...(typeof status === "number" && { status }),
    ...identifierOf(identifier),
    subproblems: Array.isArray(subproblems) && depth < deepest ? subproblems.slice(0, 100).map((each) => parseProblem(each, fallback, depth + 1)) : [],
  };
}

/** The problem in words: the server's detail, then its sub-problems, one per line. */
export function describeProblem(problem: Problem): string {
  const about = problem.identifier === undefined ? "" : `${problem.identifier}: `;
  const lines = problem.subproblems.flatMap((each) =>
    describeProblem(each)
      .split("\n")
      .map((line) => `  ${line}`),
  );
  return [`${about}${problem.detail.replace(/\.$/, "")} (${problem.type})`, ...lines].join("\n");
}

function identifierOf(identifier: unknown): { readonly identifier?: string } {
  const { value } = record(identifier);
  return typeof value === "string" ? { identifier: printable(value) } : {};
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Makes a server's text safe for a terminal: without control characters, and limited in length. */
function printable(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ").trim();
  return clean.length > 1000 ? `${clean.slice(0, 1000)}...` : clean;
}
