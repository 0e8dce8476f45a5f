import type { Code, PlannedFinding } from "../../components";
import type { Deployed } from "./chain-combinations";

/** What the check said of a site, and what a visitor got by https and by http. */
export interface Verdict {
  readonly deployed: Deployed;
  readonly findings: readonly PlannedFinding[];
  readonly https: string;
  readonly http: string;
}

type Said = "fine" | "a warning" | "an error";
type Got = "works" | "works by https alone" | "fails";

/** Warnings that visitors may be kept out, as something that the settings do not tell decides it. */
const mayFail: readonly Code[] = ["private-authority", "challenge-unreachable"];

/** Where the edge leads to http, a visitor comes by that. */
function got({ deployed: { site }, https, http }: Verdict): Got {
  const isOff = "ssl" in site.proxy && site.proxy.ssl === "off";
  if ((isOff ? http : https) !== "200") return "fails";
  return http === "200" ? "works" : "works by https alone";
}

function said({ findings }: Verdict): Said {
  if (findings.length === 0) return "fine";
  return findings.some(({ severity }) => severity === "error") ? "an error" : "a warning";
}

function isRight(verdict: Verdict): boolean {
  const has = (...codes: readonly Code[]): boolean => verdict.findings.some(({ code }) => codes.includes(code));
  if (said(verdict) === "an error") return got(verdict) === "fails";
  switch (got(verdict)) {
    case "works":
      return true;
    case "works by https alone":
      return has("http-refused");
    case "fails":
      return has(...mayFail);
  }
}

/** Every site of which the check was wrong, in a line. */
export function wrongOnes(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter((each) => !isRight(each))
    .map(({ deployed: { site }, findings, https, http }) => {
      const { proxy, server, certificate, domain, aliases, lockdown } = site;
      const codes = findings.map(({ code }) => code).join(", ") || "fine";
      return `  ${codes}; by https ${https}, by http ${http}: ${JSON.stringify({ domain, aliases, proxy, server, source: certificate.source, lockdown })}`;
    });
}

/** The table, and every site of which the check was wrong. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const all = ["works", "works by https alone", "fails"] as const;
  const cell = (text: string): string => text.padStart(22);
  const count = (what: Said, how: Got): number => verdicts.filter((each) => said(each) === what && got(each) === how).length;
  const raised = new Map<string, number>();
  for (const { findings } of verdicts) for (const { code } of findings) raised.set(code, (raised.get(code) ?? 0) + 1);
  const wrong = wrongOnes(verdicts);
  return [
    `what visitors get, beside what the check says: ${verdicts.length} sites, of ${wrong.length} it is wrong`,
    `  ${"the check says".padEnd(16)}${all.map(cell).join("")}`,
    ...(["fine", "a warning", "an error"] as const).map((what) => `  ${what.padEnd(16)}${all.map((how) => cell(String(count(what, how)))).join("")}`),
    ...[...raised].sort().map(([code, times]) => `  ${code.padEnd(24)} ${String(times).padStart(4)}`),
    ...wrong,
  ].join("\n");
}
