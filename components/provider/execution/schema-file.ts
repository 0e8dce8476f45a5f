import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The package's schema as JSON, which the build writes. */
export function packageSchema(): string {
  return readFileSync(createRequire(__filename).resolve("tlsup/schema.json"), "utf8");
}

interface Schema {
  readonly resources: Readonly<Record<string, { readonly properties?: object }>>;
}

/** The outputs that every language sees of a resource. */
export function outputsOf(type: string): readonly string[] {
  const { resources } = JSON.parse(packageSchema()) as Schema;
  return Object.keys(resources[type]?.properties ?? {});
}
