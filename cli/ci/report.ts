import type { Finding } from "../../components/site/chain/codes";
import type { Change, Preview } from "./changes";

/** The outcome of a CI run for a stack. */
export interface Outcome {
  readonly stack: string;
  /** Absent if no preview was made. */
  readonly preview?: Preview;
  /** What is wrong with the chain as visitors see it; absent if it was not checked. */
  readonly findings?: readonly Finding[];
  /** Whether it was not checked as the stack's program exports no chain, like one of parts. */
  readonly isWithoutChain?: boolean;
  /** What is wrong with the token of the run for Cloudflare; absent if it was not looked at. */
  readonly token?: readonly string[];
  /** Why the preview, the change or the check failed. */
  readonly failure?: string;
}

const marks: Readonly<Record<Change["action"], string>> = { create: "➕ create", update: "✏️ update", replace: "♻️ replace", delete: "➖ delete" };

/** The outcome as Markdown, for a comment, an issue or a run's summary. */
export function renderReport(title: string, { stack, preview, findings, isWithoutChain, token = [], failure }: Outcome): string {
  return [
    `### ${title} of ${code(stack)}`,
    ...(failure === undefined ? [] : [`**Failed:**\n\n${block(failure)}`]),
    ...(preview ? previewParts(preview) : []),
    ...(findings ? [findingsPart(findings)] : []),
    ...(isWithoutChain ? ["Not looked at from outside: the stack has no output `chain`."] : []),
    ...token.map((problem) => `**The token for Cloudflare:** ${code(problem)}`),
  ].join("\n\n");
}

function previewParts({ changes, errors, warnings }: Preview): string[] {
  return [
    ...errors.map((error) => `**Refused:**\n\n${block(error)}`),
    ...(errors.length === 0 ? [changesPart(changes)] : []),
    ...(warnings.length === 0 ? [] : [`**Warnings:**\n\n${warnings.map(block).join("\n\n")}`]),
  ];
}

function changesPart(changes: readonly Change[]): string {
  if (changes.length === 0) return "Nothing to change.";
  const rows = changes.map(({ action, type, name, properties }) => `| ${marks[action]} | ${code(type)} | ${code(name)} | ${properties.map(code).join(", ")} |`);
  return ["| | what | name | what differs |", "|---|---|---|---|", ...rows].join("\n");
}

function findingsPart(findings: readonly Finding[]): string {
  if (findings.length === 0) return "From outside, every hop holds.";
  const lines = findings.map(({ code: id, severity, hop, problem, remedy }) => `- **${severity}**, ${hop}, ${code(id)}: ${code(problem)} ${code(remedy)}`);
  return `**From outside:**\n\n${lines.join("\n")}`;
}

/** Untrusted text, in one line that Markdown shows verbatim. */
function code(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|").trim();
  return line === "" ? "" : `\`${line}\``;
}

/** Untrusted text in several lines, shown verbatim. */
function block(text: string): string {
  return `~~~text\n${text.replaceAll("~~~", "~ ~ ~")}\n~~~`;
}
