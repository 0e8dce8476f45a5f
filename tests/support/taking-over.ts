import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./environment";
import { runIn } from "./examples";
import { Stack } from "./program";

/** A resource of one stack that another stack takes over. */
export interface Taken {
  /** Its type, without the package. */
  readonly type: string;
  readonly id: string;
  /** Its inputs in the file that TLSUP_IMPORT names. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** The id and outputs of a resource in a stack, with secrets in the clear. */
export async function propertiesOf(stack: Stack, type: string): Promise<{ readonly id: string; readonly [name: string]: unknown }> {
  const { deployment } = JSON.parse(await stack.expect("stack", "export", "--show-secrets")) as {
    deployment: { resources: { type: string; id: string; outputs: Record<string, unknown> }[] };
  };
  const found = deployment.resources.find((resource) => resource.type === `tlsup:index:${type}`);
  if (!found) throw new Error(`The stack has no ${type}`);
  return { ...Object.fromEntries(Object.entries(found.outputs).map(([name, value]) => [name, revealed(value)])), id: found.id };
}

function revealed(value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? value : (JSON.parse(plaintext) as unknown);
}

/**
 * Imports resources into a stack of a program in YAML, like a user, and uses the program that the engine generates: neither a preview nor a refresh may
 * show a change. Returns the state. The resources themselves stay untouched.
 */
export async function takeOver(of: Stack, resources: readonly Taken[]): Promise<string> {
  await runIn(root, "npx", "tlsup", "local", "language", "yaml");
  const folder = mkdtempSync(join(tmpdir(), "tlsup-import-"));
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
    return name;
  };
  file("Pulumi.yaml", "name: taken\nruntime: yaml\n");
  const stack = await Stack.create("taken", folder, of.environment);
  const given = file("given.json", Object.fromEntries(resources.map((resource) => [resource.id, resource.given])));
  const wanted = file("import.json", {
    resources: resources.map(({ type, id }, index) => ({ type: `tlsup:index:${type}`, name: `${type.toLowerCase()}${index}`, id })),
  });
  try {
    await stack.with({ TLSUP_IMPORT: given }).expect("import", "--file", wanted, "--yes", "--skip-preview", "--protect=false", "--out", "generated.yaml");
    appendFileSync(join(folder, "Pulumi.yaml"), readFileSync(join(folder, "generated.yaml"), "utf8"));
    await stack.expect("preview", "--expect-no-changes");
    await stack.expect("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    return await stack.state();
  } finally {
    await stack.expect("stack", "rm", "--force", "--yes");
    rmSync(folder, { recursive: true });
  }
}
