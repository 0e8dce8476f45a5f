/** One PEM block (RFC 7468). */
export interface PemBlock {
  /** The text after `BEGIN`, e.g. `CERTIFICATE`. */
  readonly label: string;
  readonly der: Buffer;
  /** Header fields before the content (RFC 1421, section 4.6), which only old encrypted keys have. */
  readonly headers: readonly string[];
  /** The line that it begins on, counted from 1. */
  readonly line: number;
}

/** A fault in a PEM text. */
export interface PemFault {
  readonly line: number;
  /** The label of the broken block; absent when it is unknown. */
  readonly label?: string;
  readonly problem: string;
  readonly remedy: string;
}

/** The content of a PEM text. Text around the blocks is ignored, as openssl does. */
export interface PemText {
  readonly blocks: readonly PemBlock[];
  readonly faults: readonly PemFault[];
}

const boundary = /^-----(BEGIN|END) ([A-Z0-9 #]*)-----[ \t]*$/;
const byteOrderMark = /^\uFEFF/;

interface Open {
  readonly label: string;
  readonly line: number;
  readonly content: string[];
  /** Whether its first line is valid; if not, its content is skipped. */
  readonly isProper: boolean;
}

/** The blocks of `text`, with any line ends, and everything in it that is broken. */
export function parsePem(text: string): PemText {
  const blocks: PemBlock[] = [];
  const faults: PemFault[] = [];
  let open: Open | undefined;
  for (const [index, content] of text
    .replace(byteOrderMark, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = index + 1;
    const [, verb, label = ""] = boundary.exec(content) ?? [];
    if (verb === "END") {
      const closed = open ? close(open, label) : [orphan(line, label)];
      blocks.push(...closed.filter((outcome) => "der" in outcome));
      faults.push(...closed.filter((outcome) => "problem" in outcome));
      open = undefined;
    } else if (verb === "BEGIN" || content.includes("-----BEGIN ")) {
      if (open) faults.push(...truncated(open));
      if (verb === undefined) faults.push(improper(line));
      open = { label, line, content: [], isProper: verb !== undefined };
    } else open?.content.push(content);
  }
  return { blocks, faults: open ? [...faults, ...truncated(open)] : faults };
}

/** A block as text: lines of 64 characters, each with its end (RFC 7468, section 2). */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function close(open: Open, label: string): (PemBlock | PemFault)[] {
  if (!open.isProper) return [];
  return open.label === label ? [decode(open)] : truncated(open);
}

function truncated({ label, line, isProper }: Open): PemFault[] {
  return isProper ? [{ line, label, problem: `begins a ${label} that is cut off: its END line is missing`, remedy: "Copy the whole file again" }] : [];
}

function orphan(line: number, label: string): PemFault {
  return { line, label, problem: `ends a ${label} that does not begin`, remedy: "Its first lines were lost: copy the whole file again" };
}

function improper(line: number): PemFault {
  return {
    line,
    problem: "has a -----BEGIN that is not a line like -----BEGIN CERTIFICATE-----",
    remedy: "Put it on a line of its own, or copy the whole file again",
  };
}

function decode({ label, line, content }: Open): PemBlock | PemFault {
  const blank = content.findIndex((text) => text.trim() === "");
  const hasHeaders = content[0]?.includes(":") === true;
  const headers = hasHeaders ? content.slice(0, blank) : [];
  const body = (hasHeaders ? content.slice(blank + 1) : content).join("").replaceAll(/[ \t]/g, "");
  if (!isBase64(body))
    return { line, label, problem: `begins a ${label} whose content is not base64`, remedy: "It was damaged on its way: copy the whole file again" };
  return { label, der: Buffer.from(body, "base64"), headers, line };
}

/** Buffer.from skips what is not base64; a damaged key must not turn into another one. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
