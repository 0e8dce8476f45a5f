import { sha256 } from "./release";

/** What identifies a component: its name, stack and project. */
export interface ComponentIdentity {
  readonly project: string;
  readonly stack: string;
  /** The component's resource name. */
  readonly name: string;
}

/** In characters. Files and units on the host are named after the site, and systemd adds up to 70 characters. */
const longest = 100;

/**
 * The name of a component's site on its host, like `blog.production.shop`: the component, the stack, the project. It does not contain the domain, so a
 * site keeps its folder, its ports and its application's state when the domain changes. If it is not a valid file name, it is shortened and gets a hash.
 */
export function siteName({ project, stack, name }: ComponentIdentity): string {
  const parts = [name, stack, project];
  const plain = parts.join(".");
  if (plain.length <= longest && parts.every((part) => /^[a-z0-9]+([_-]+[a-z0-9]+)*$/.test(part))) return plain;
  const readable = plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest - 9);
  return `${readable}-${sha256(JSON.stringify(parts)).slice(0, 8)}`.replace(/^-+/, "");
}
