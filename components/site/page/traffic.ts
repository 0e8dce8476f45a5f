import { heading, tableOf, type Cell } from "../traffic/table";
import type { TrafficSeen } from "../traffic/traffic";
import { text } from "./html";

/** Renders the page's section about the traffic at the edge. */
export function renderTraffic(traffic: TrafficSeen): string {
  if ("unknown" in traffic) return `<h2>Traffic</h2>\n<p class="faint">Not told: ${text(traffic.unknown)}</p>`;
  const [hours, days] = heading(traffic);
  const rows = tableOf(traffic).map((row) => `<tr><th scope="row">${text(row.label)}</th>${renderCell(row.hours)}${renderCell(row.days)}</tr>`);
  return `<h2>Traffic</h2>
<table class="traffic">
<thead><tr><th></th><th scope="col">${text(hours)}</th><th scope="col">${text(days)}</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
<p class="faint">As Cloudflare counted it, by hours and by days, until ${text(traffic.until.slice(0, 16).replace("T", " "))} UTC.</p>`;
}

function renderCell({ value, share, course }: Cell): string {
  const bars = course?.map((height) => `<span style="height:${(100 * height).toFixed(0)}%"></span>`).join("");
  const told = share === undefined ? value : `${value}, ${share}`;
  return `<td>${text(told)}${bars === undefined ? "" : `<div class="bars" aria-hidden="true">${bars}</div>`}</td>`;
}
