import { type EdgeFault, faultKinds } from "./fault";

export interface ErrorPage {
  readonly status: number;
  readonly statusMessage: string;
  readonly contentType: string;
  readonly body: string;
}

export interface ErrorPageContext {
  readonly host: string;
  readonly ray: string;
  /** The visitor's `Accept`, lower case. */
  readonly accept: string;
}

/** The answer instead of the origin's: a page for a browser, text for other clients. */
export function errorPage(fault: EdgeFault, context: ErrorPageContext): ErrorPage {
  const { status, title } = faultKinds[fault.code];
  const html = context.accept.includes("text/html");
  return {
    status,
    statusMessage: title,
    contentType: `${html ? "text/html" : "text/plain"}; charset=UTF-8`,
    body: html ? page(fault, context) : text(fault, context),
  };
}

/** The first line is the same that Cloudflare sends to programs. */
function text(fault: EdgeFault, { host, ray }: ErrorPageContext): string {
  const { title, remedy } = faultKinds[fault.code];
  return [`error code: ${fault.code}`, `${title}: ${host}`, fault.reason, remedy, `Ray ID: ${ray}`, ""].join("\n");
}

/** The page for a visitor who is challenged. */
export function challengePage({ host, ray }: Pick<ErrorPageContext, "host" | "ray">): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Just a moment...</title>
</head>
<body>
<h1>${escape(host)}</h1>
<p>Checking whether the connection is secure: the zone or a rule of it has the security level "under attack".</p>
<p><small>Ray ID: ${escape(ray)}</small></p>
</body>
</html>
`;
}

function page(fault: EdgeFault, { host, ray }: ErrorPageContext): string {
  const { title, remedy } = faultKinds[fault.code];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(host)} | ${fault.code}: ${escape(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}small{color:#666}</style>
</head>
<body>
<h1>${escape(title)} <small>Error code ${fault.code}</small></h1>
<p><strong>${escape(host)}</strong></p>
<h2>What happened</h2>
<p>${escape(fault.reason)}</p>
<h2>What to do</h2>
<p>${escape(remedy)}</p>
<p><small>Ray ID: ${escape(ray)}</small></p>
</body>
</html>
`;
}

function escape(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
