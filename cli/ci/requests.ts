/** A comment or an issue that tlsup may have written. */
export interface Written {
  readonly id: number;
  readonly body: string | null;
}

/** The value of an environment variable. Throws if it is not set. */
export function needed(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value)
    throw new Error(`Cannot write what was found as ${name} must be given: it is not set. Pass it in the job's environment; \`tlsup ci init\` shows how`);
  return value;
}

/** Sends a request to a forge's API. A refusal is thrown with the API's own words. */
export async function ask<Answer>(url: string, headers: Readonly<Record<string, string>>, method = "GET", body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot ${method} ${url}: status ${response.status}, ${text.slice(0, 300)}`);
  return JSON.parse(text) as Answer;
}

/** The URLs at which a forge keeps comments, or issues. */
export interface Place {
  readonly list: string;
  readonly of: (written: string | number) => string;
  /** The method that changes one. */
  readonly edit: "PATCH" | "PUT";
}

/** Edits the item that was found, or creates it. Only a new item gets `beside`. */
export async function put(
  { list, of, edit }: Place,
  headers: Readonly<Record<string, string>>,
  found: string | number | undefined,
  text: object,
  beside: object = {},
): Promise<void> {
  if (found === undefined) await ask(list, headers, "POST", { ...beside, ...text });
  else await ask(of(found), headers, edit, text);
}

/** The first item with a mark. It reads pages of a hundred. */
export async function findMarked<Item>(
  mark: string,
  page: (number: number) => Promise<readonly Item[]>,
  bodyOf: (item: Item) => string,
): Promise<Item | undefined> {
  for (let number = 1; ; number++) {
    const items = await page(number);
    const found = items.find((item) => bodyOf(item).startsWith(mark));
    if (found !== undefined || items.length < 100) return found;
  }
}

/** In characters. Both forges take at most 65,536. */
const longest = 60_000;

/** A text after its mark, which readers do not see. */
export function marked(mark: string, text: string): string {
  return `${mark}\n${text.length <= longest ? text : `${text.slice(0, longest)}\n\n(The rest is in the log of the run.)`}`;
}
