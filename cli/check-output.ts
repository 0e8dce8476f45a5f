import { renameSync, rmSync, writeFileSync } from "node:fs";
import { renderMetrics } from "../components/site/chain/metrics";
import { renderPage } from "../components/site/page/page";
import { coloured, plain, type Paint } from "../components/site/chain/paint";
import { renderChain } from "../components/site/chain/report";
import type { TrafficSeen } from "../components/site/traffic/traffic";
import type { Look } from "./look";

/** In which forms a look is told. */
export interface Formats {
  readonly json?: true;
  readonly html?: string;
  readonly prometheus?: string;
  /** Whether looks follow one another: JSON has a line for each, and a report the time. */
  readonly oneLine?: boolean;
}

/** A look, and the site's traffic where the page is to show it. */
export interface Told extends Look {
  readonly traffic?: TrafficSeen;
}

/** Writes what was seen. When it could not look, only the metrics are written, as their readers see no exit code. */
export function tell(seen: Told | { readonly target: string }, { json, html, prometheus, oneLine = false }: Formats): void {
  if (prometheus !== undefined) replaceFile(prometheus, renderMetrics(seen, new Date()));
  if ("target" in seen) return;
  const { observation, findings, now, traffic } = seen;
  if (html !== undefined) replaceFile(html, renderPage(observation, findings, now, traffic));
  const heading = oneLine ? `${now.toISOString()}\n` : "";
  process.stdout.write(
    json ? `${JSON.stringify({ ...observation, findings }, null, oneLine ? 0 : 2)}\n` : `${heading}${renderChain(observation, now, paintOfOutput())}\n`,
  );
}

/** Colours where a terminal shows them. Node.js obeys NO_COLOR and TERM there. Source: https://no-color.org */
export function paintOfOutput(): Paint {
  return process.stdout.isTTY && process.stdout.hasColors() ? coloured : plain;
}

/** A reader always gets a whole file, the old one or the new one: a rename within a folder is atomic. */
function replaceFile(file: string, content: string): void {
  // node_exporter takes what ends in .prom for its own, and no file that is half written.
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, content, { mode: 0o644 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
