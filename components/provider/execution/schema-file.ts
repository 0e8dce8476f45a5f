import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The package's schema, which the build writes: JSON. */
export function packageSchema(): string {
  return readFileSync(createRequire(__filename).resolve("tlsup/schema.json"), "utf8");
}

interface Schema {
  readonly resources: Readonly<Record<string, { readonly properties?: object }>>;
}

/** The outputs that a resource has for every language. */
export function outputsOf(type: string): readonly string[] {
  const { resources } = JSON.parse(packageSchema()) as Schema;
  return Object.keys(resources[type]?.properties ?? {});
}
