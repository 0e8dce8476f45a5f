import { renameSync, rmSync, writeFileSync } from "node:fs";
import { renderMetrics } from "../components/site/chain/metrics";
import { renderPage } from "../components/site/page/page";
import { coloured, plain, type Paint } from "../components/site/chain/paint";
import { renderChain } from "../components/site/chain/report";
import type { TrafficSeen } from "../components/site/traffic/traffic";
import type { Look } from "./look";

/** The output formats of a check. */
export interface Formats {
  readonly json?: true;
  readonly html?: string;
  readonly prometheus?: string;
  /** Whether checks are repeated: JSON then has one line for each, and a report has the time. */
  readonly oneLine?: boolean;
}

/** A check's result, with the site's traffic if the page shows it. */
export interface Told extends Look {
  readonly traffic?: TrafficSeen;
}

/** Writes the result. If the check itself failed, it writes only the metrics, as their readers see no exit code. */
export function tell(seen: { readonly target: string } | (Told & { readonly target: string }), { json, html, prometheus, oneLine = false }: Formats): void {
  if (prometheus !== undefined) replaceFile(prometheus, renderMetrics(seen, new Date()));
  if (!("observation" in seen)) return;
  const { observation, findings, now, traffic } = seen;
  if (html !== undefined) replaceFile(html, renderPage(observation, findings, now, traffic));
  const heading = oneLine ? `${now.toISOString()}\n` : "";
  process.stdout.write(
    json ? `${JSON.stringify({ ...observation, findings }, null, oneLine ? 0 : 2)}\n` : `${heading}${renderChain(observation, now, paintOfOutput())}\n`,
  );
}

/** Colours if the terminal shows them. Node.js obeys NO_COLOR and TERM here. Source: https://no-color.org */
export function paintOfOutput(): Paint {
  return process.stdout.isTTY && process.stdout.hasColors() ? coloured : plain;
}

/** Replaces a file atomically, by a rename within its folder: readers always get a whole file, the old or the new one. */
function replaceFile(file: string, content: string): void {
  // node_exporter reads every file that ends in .prom, so the half-written one must not.
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, content, { mode: 0o644 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
