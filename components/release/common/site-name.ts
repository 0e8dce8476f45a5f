import { sha256 } from "./release";

/** What a component is called in its program. */
export interface ComponentIdentity {
  readonly project: string;
  readonly stack: string;
  /** The component's resource name. */
  readonly name: string;
}

/** Files and units on the host are named by it, and systemd adds up to 70 characters. */
const longest = 100;

/**
 * What a component's site is called on its host, as `blog.production.shop`: the component, the stack, the project. The domain is no part of it, so a
 * site keeps its place, its ports and its application's state when it gets another domain. A name that files cannot have is told apart by a hash.
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
