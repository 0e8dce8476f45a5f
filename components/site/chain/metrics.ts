import { certificatesOf } from "./certificates";
import type { Observation } from "./chain";
import type { Finding } from "./codes";

/** What was seen of a site, or only what was asked for, a stack or a URL, if it could not be checked. */
export type Sight = { readonly target: string } | { readonly target: string; readonly observation: Observation; readonly findings: readonly Finding[] };

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/** The text file that Prometheus' node_exporter collects. Source: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function renderMetrics(sight: Sight, now: Date): string {
  const { target } = sight;
  const isSeen = "observation" in sight;
  const site = isSeen ? sight.observation.url : target;
  // An alert on a check that fails needs a label that a good one has as well, and a stack's URL is known only then.
  const labels = { ...((isSeen || target.includes("://")) && { site }), target };
  const seen: Metric[] = isSeen ? seenMetrics(site, sight.observation, sight.findings) : [];
  const all: Metric[] = [
    { name: "tlsup_check_success", help: "Whether the site could be looked at.", samples: [{ labels, value: isSeen ? 1 : 0 }] },
    { name: "tlsup_check_time_seconds", help: "When the site was looked at.", samples: [{ labels, value: Math.floor(now.getTime() / 1000) }] },
    ...seen,
  ];
  return all.map(render).join("");
}

function seenMetrics(site: string, observation: Observation, findings: readonly Finding[]): Metric[] {
  const leaves = certificatesOf(observation).filter(({ kind }) => kind === "leaf");
  const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
  const dated = (value: (each: (typeof leaves)[number]) => string | undefined): Metric["samples"] =>
    leaves.flatMap((each) => {
      const time = value(each);
      return time === undefined ? [] : [{ labels: { site, hop: each.hop }, value: seconds(time) }];
    });
  return [
    {
      name: "tlsup_check_findings",
      help: "How many findings there are, by severity.",
      samples: (["error", "warning"] as const).map((severity) => ({
        labels: { site, severity },
        value: findings.filter((each) => each.severity === severity).length,
      })),
    },
    {
      name: "tlsup_check_finding",
      help: "1 for each kind of finding that there is.",
      samples: distinct(findings).map(({ code, hop, severity }) => ({ labels: { site, code, hop, severity }, value: 1 })),
    },
    { name: "tlsup_certificate_not_after_seconds", help: "When the certificate expires.", samples: dated(({ notAfter }) => notAfter) },
    { name: "tlsup_certificate_renew_at_seconds", help: "From when on the certificate is to be renewed.", samples: dated(({ renewAt }) => renewAt) },
  ];
}

/** Two samples with the same name and labels would make the whole file invalid. */
function distinct(findings: readonly Finding[]): Finding[] {
  const key = ({ code, hop }: Finding): string => `${code} ${hop}`;
  return [...new Map(findings.map((each) => [key(each), each])).values()];
}

function render({ name, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}{${pairs.join(",")}} ${value}\n`;
  });
  return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
