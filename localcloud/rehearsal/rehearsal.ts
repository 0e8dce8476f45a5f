import { renewers, type ChainFinding, type ChainSeen } from "../stage/seen";
import type { Visits } from "../stage/visits";

/** What a rehearsed change is found guilty of. */
export const kinds = ["refused", "lost-requests", "restarted", "machine-replaced", "chain", "expires"] as const;
export type Kind = (typeof kinds)[number];

export interface RehearsalFinding {
  readonly kind: Kind;
  readonly problem: string;
}

/** What a change did on one host. */
export interface HostChange {
  /** Its host name. */
  readonly host: string;
  readonly state: "kept" | "new" | "gone";
  readonly restarted: readonly string[];
  readonly reloaded: readonly string[];
  readonly started: readonly string[];
  readonly stopped: readonly string[];
  readonly files: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  readonly change: "new" | "changed" | "gone";
}

/** Everything that a rehearsal saw. */
export interface Observed {
  readonly stack: string;
  /** The commit of the base. */
  readonly base: string;
  readonly before: ChainSeen;
  readonly after: ChainSeen;
  readonly visits: Visits;
  readonly hosts: readonly HostChange[];
  /** Why `pulumi up` failed. */
  readonly refusal?: string;
  /** What could not be rehearsed, as sentences. */
  readonly notRehearsed: readonly string[];
  /** Seconds. */
  readonly times: { readonly cloud: number; readonly base: number; readonly change: number };
}

const expiryCodes = ["certificate-expired", "renewal-overdue", "renewal-due"];

/** What is wrong with a change. An error of the chain counts always, a warning only if it was not there before. */
export function verdict({ before, after, visits, hosts, refusal }: Observed): RehearsalFinding[] {
  const chain = after.findings.filter((finding) => finding.severity === "error" || !isKnown(finding, before, after));
  const replaced = hosts.some(({ state }) => state === "new") && hosts.some(({ state }) => state === "gone");
  return [
    ...(refusal === undefined ? [] : [{ kind: "refused" as const, problem: refusal }]),
    ...(visits.lost === 0 ? [] : [{ kind: "lost-requests" as const, problem: lostProblem(visits) }]),
    ...hosts.flatMap(({ host, restarted }) =>
      restarted.map((unit) => ({ kind: "restarted" as const, problem: `${unit} was restarted on ${host}, which ends its connections` })),
    ),
    ...(replaced ? [{ kind: "machine-replaced" as const, problem: "The machine is replaced by a new one: what only lies on its disk is lost" }] : []),
    ...chain.map(({ code, hop, problem, remedy }) => ({
      kind: expiryCodes.includes(code) ? ("expires" as const) : ("chain" as const),
      problem: `${hop}: ${problem} (${code}). ${remedy}`,
    })),
    ...(chain.some(({ code }) => expiryCodes.includes(code)) ? [] : neglected(before, after)),
  ];
}

/** Whether a finding was there before; one about the dates of another certificate was not. */
function isKnown({ code, hop }: ChainFinding, before: ChainSeen, after: ChainSeen): boolean {
  const endOf = ({ certificates }: ChainSeen): string | undefined => certificates.find((each) => each.hop === hop)?.notAfter;
  return before.findings.some((each) => each.code === code && (!expiryCodes.includes(code) || endOf(before) === endOf(after)));
}

/** Finds a certificate that its owner must do more to renew than before: without that it expires. */
function neglected(before: ChainSeen, after: ChainSeen): RehearsalFinding[] {
  const end = after.certificates.find(({ hop }) => hop === "origin")?.notAfter.slice(0, 10);
  if (end === undefined || renewers.indexOf(before.renewer) >= renewers.indexOf(after.renewer)) return [];
  const was = before.renewer === "host" ? "the host renewed the certificate by itself" : "`pulumi up` renewed the certificate";
  const problem =
    after.renewer === "pulumi"
      ? `only \`pulumi up\` does: it expires on ${end} if nothing runs that. Use one that the host renews, or run \`pulumi up\` by a timer or in CI`
      : `only its owner can: it expires on ${end} if no other is provided. Note the date, or use a source that is renewed`;
  return [{ kind: "expires", problem: `origin: ${was}, and after this change ${problem}` }];
}

function lostProblem({ requests, lost, reasons }: Visits): string {
  const told = Object.entries(reasons).map(([reason, times]) => `${times} × ${reason}`);
  return `${lost} of ${requests} requests were lost: ${told.join("; ")}`;
}
