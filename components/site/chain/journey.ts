/** The answer to a request. */
export type Answer =
  | {
      readonly status: number;
      /** The header `Server`. */
      readonly server?: string;
      /** The header `Location`. */
      readonly location?: string;
      /** The header `Strict-Transport-Security`. */
      readonly hsts?: string;
      /** The header `CF-Cache-Status`, which Cloudflare sets if it asked the origin, or would have. */
      readonly cacheStatus?: string;
      /** The header `CF-Mitigated`: `challenge` if Cloudflare wants proof that the visitor is a browser. */
      readonly mitigated?: string;
    }
  | { readonly error: string };

/** Whether the answer is a page. */
export function isGood(answer: Answer): answer is Extract<Answer, { status: number }> {
  return "status" in answer && answer.status < 300;
}

/** Whether there is no answer, or a server's error. */
export function failsOf(answer: Answer): boolean {
  return "error" in answer || answer.status >= 500;
}

/** An answer in words. */
export function describeAnswer(answer: Answer): string {
  return "error" in answer ? `gave no answer: ${answer.error}` : `answered ${answer.status}`;
}

/** Whether Cloudflare answered by itself, without asking the origin. */
export function isOfEdge({ server, cacheStatus }: Extract<Answer, { status: number }>): boolean {
  return server?.toLowerCase() === "cloudflare" && cacheStatus === undefined;
}

/** What redirects a visitor: the edge by a setting of its zone, the origin behind it, or the browser itself, which remembers HSTS. */
export type Author = "edge" | "origin" | "browser";

/** One redirect. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly by: Author;
}

/** Where a URL leads a browser. */
export interface Journey {
  readonly start: string;
  readonly steps: readonly Step[];
  /** The last URL that was requested, and its answer: a redirect if they never end. */
  readonly end: { readonly url: string; readonly answer: Answer };
  /** The redirects that lead back to where they began. */
  readonly circle?: readonly Step[];
  /** Whether a browser gives up after too many redirects that are not a circle. */
  readonly endless?: true;
}

/** The hosts that a browser contacts only over https, and for each whether that includes its subdomains. */
export type Remembered = ReadonlyMap<string, boolean>;

/** The limit of Chrome and Firefox. */
const mostRedirects = 20;
const redirects = [301, 302, 303, 307, 308];

/** Follows a URL like a browser that remembers HSTS and has no cookies. */
export async function follow(start: string, ask: (url: string) => Promise<Answer>, remembered: Remembered = new Map()): Promise<Journey> {
  const known = new Map(remembered);
  const steps: Step[] = [];
  let end = { url: start, answer: { error: "nothing was asked" } as Answer };
  for (let url = withoutFragment(start); ;) {
    const secure = upgraded(url, known);
    if (secure === undefined) {
      end = { url, answer: await ask(url) };
      remember(known, url, end.answer);
    }
    const step: Step | undefined = secure === undefined ? redirection(url, end.answer) : { from: url, to: secure, by: "browser" };
    if (!step) return { start, steps, end };
    const before = steps.findIndex(({ from, by }) => from === step.from && by === step.by);
    if (before >= 0) return { start, steps, end, circle: steps.slice(before) };
    steps.push(step);
    if (steps.length > mostRedirects) return { start, steps, end, endless: true };
    url = step.to;
  }
}

/** The https URL that a browser requests instead. Source: RFC 6797, section 8.3. */
function upgraded(url: string, known: Remembered): string | undefined {
  const target = new URL(url);
  const labels = target.hostname.split(".");
  const holds = labels.some((_, index) => known.get(labels.slice(index).join(".")) === true) || known.has(target.hostname);
  if (target.protocol !== "http:" || !holds) return undefined;
  target.protocol = "https:";
  return target.href;
}

/** Sources: RFC 6797, sections 8.1 (never over http, and only the first header) and 6.1.1 (0 forgets). */
function remember(known: Map<string, boolean>, url: string, answer: Answer): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" || "error" in answer || answer.hsts === undefined) return;
  const [first = ""] = answer.hsts.toLowerCase().split(",");
  const directives = first.split(";").map((directive) => directive.trim());
  const [, age] = directives.map((directive) => /^max-age="?(\d+)"?$/.exec(directive)).find((match) => match !== null) ?? [];
  if (age === undefined) return;
  if (Number(age) === 0) known.delete(hostname);
  else known.set(hostname, directives.includes("includesubdomains"));
}

function redirection(from: string, answer: Answer): Step | undefined {
  if ("error" in answer || answer.location === undefined || !redirects.includes(answer.status)) return undefined;
  if (!URL.canParse(answer.location, from)) return undefined;
  const to = new URL(answer.location, from);
  if (to.protocol !== "http:" && to.protocol !== "https:") return undefined;
  return { from, to: withoutFragment(to.href), by: isOfEdge(answer) ? "edge" : "origin" };
}

function withoutFragment(url: string): string {
  const target = new URL(url);
  target.hash = "";
  return target.href;
}
