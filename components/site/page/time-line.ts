import type { InForce } from "../chain/certificates";
import { text } from "./html";

/** Renders the certificates on one time line: how long each is valid, when its renewal is due, and today. */
export function renderTimeLine(certificates: readonly InForce[], now: Date): string {
  if (certificates.length === 0) return `<p class="faint">No certificate was seen.</p>`;
  const leaves = certificates.filter(({ kind }) => kind === "leaf");
  // CA certificates are valid for decades. So the scale follows the site's own certificates, and those of CAs are cut off.
  const from = Math.min(now.getTime(), ...leaves.map(({ notBefore }) => Date.parse(notBefore)));
  const to = Math.max(now.getTime(), ...leaves.map(({ notAfter }) => Date.parse(notAfter)));
  const place = (time: number): number => (100 * (Math.min(Math.max(time, from), to) - from)) / Math.max(to - from, 1);
  return certificates.map((each) => renderLine(each, now, place)).join("\n");
}

function renderLine({ hop, name, kind, issuer, notBefore, notAfter, renewAt }: InForce, now: Date, place: (time: number) => number): string {
  const span = (style: string, begin: number, end: number): string =>
    `<span${style} style="left:${begin.toFixed(2)}%;width:${Math.max(end - begin, 0).toFixed(2)}%"></span>`;
  const [begin, end] = [place(Date.parse(notBefore)), place(Date.parse(notAfter))];
  const due = renewAt === undefined ? "" : span(' class="due"', place(Date.parse(renewAt)), end);
  const today = `<span class="now" style="left:min(calc(100% - 2px), ${place(now.getTime()).toFixed(2)}%)"></span>`;
  const renewal = renewAt === undefined ? "" : `, to be renewed from ${renewAt.slice(0, 10)}`;
  const days = text(`${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}${renewal}`);
  const what = kind === "leaf" ? "" : "intermediate ";
  return `<div class="line">
<div><strong>${text(hop)}</strong> ${what}${text(name)}<br><span class="faint">issued by ${text(issuer)}</span></div>
<div><div class="track" role="img" aria-label="${days}">${span("", begin, end)}${due}${today}</div><span class="faint">${days}</span></div>
</div>`;
}
