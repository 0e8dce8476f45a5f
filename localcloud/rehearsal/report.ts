import type { CertificateSeen } from "tlsup/cli";
import { block, code } from "../stage/markdown";
import type { ChainSeen } from "../stage/seen";
import type { FileChange, HostChange, Observed, RehearsalFinding } from "./rehearsal";

/** More files than this are counted only. */
const mostFiles = 20;

/** A rehearsal as Markdown, for a terminal, a comment or the summary of a run. */
export function renderRehearsal(observed: Observed, findings: readonly RehearsalFinding[]): string {
  const { stack, base, before, after, visits, hosts, notRehearsed, times } = observed;
  return [
    `### Rehearsal of ${code(stack)}`,
    findings.length === 0 ? "**Good:** nothing is lost, restarted or broken by this change." : findingsPart(findings),
    [
      `| | |`,
      `|---|---|`,
      `| base | ${code(base.slice(0, 12))} |`,
      `| requests | ${visits.requests} during the change, ${visits.lost} lost |`,
      ...certificateRows(before.certificates, after.certificates),
      `| time | the local cloud ${times.cloud} s, the base ${times.base} s, the change ${times.change} s |`,
    ].join("\n"),
    ...hosts.map(hostPart),
    chainPart(before, after),
    ...(notRehearsed.length === 0 ? [] : [`**Not rehearsed:**\n\n${notRehearsed.map((each) => `- ${each}`).join("\n")}`]),
  ].join("\n\n");
}

function findingsPart(findings: readonly RehearsalFinding[]): string {
  const parts = findings.map(({ kind, problem }) => (problem.includes("\n") ? `- **${kind}**\n\n${block(problem)}` : `- **${kind}**: ${code(problem)}`));
  return `**Found:**\n\n${parts.join("\n")}`;
}

function certificateRows(before: readonly CertificateSeen[], after: readonly CertificateSeen[]): string[] {
  const told = ({ issuer, notAfter }: CertificateSeen): string => `until ${notAfter.slice(0, 10)}, from ${code(issuer)}`;
  return (["edge", "origin"] as const).flatMap((hop) => {
    const [old, now] = [before, after].map((seen) => seen.find((each) => each.hop === hop));
    if (!old && !now) return [];
    if (old && now && old.sha256 === now.sha256) return [`| certificate of the ${hop} | the same, ${told(now)} |`];
    return [`| certificate of the ${hop} | ${old ? told(old) : "none"} → ${now ? told(now) : "none"} |`];
  });
}

function hostPart({ host, state, files, ...units }: HostChange): string {
  const name = code(host);
  if (state !== "kept") return `**Machine** ${name} is ${state}.`;
  const lines = (["restarted", "reloaded", "started", "stopped"] as const).flatMap((what) =>
    units[what].length === 0 ? [] : [`- ${what}: ${units[what].map(code).join(", ")}`],
  );
  if (files.length > 0) lines.push(`- files: ${filesPart(files)}`);
  return `**Machine** ${name}${lines.length === 0 ? ": nothing changed on it." : `\n\n${lines.join("\n")}`}`;
}

function filesPart(files: readonly FileChange[]): string {
  const shown = files.slice(0, mostFiles).map(({ path, change }) => `${code(path)} ${change}`);
  const more = files.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

function chainPart(before: ChainSeen, after: ChainSeen): string {
  if (before.report === after.report) return `**Chain**, the same before and after:\n\n${block(after.report)}`;
  return `**Chain before:**\n\n${block(before.report)}\n\n**Chain after:**\n\n${block(after.report)}`;
}
