import { pulumiOutput } from "tlsup/cli";
import type { Drill } from "../scenario";

/** A resource in the state of the stack. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  /** The vendor's id. */
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The stack's resources of some types. */
export async function resourcesOf({ program, stack }: Drill, ...types: readonly string[]): Promise<StackResource[]> {
  const { deployment } = JSON.parse(await pulumiOutput(program, ["stack", "export", "--stack", stack])) as {
    readonly deployment: { readonly resources: readonly StackResource[] };
  };
  return deployment.resources.filter(({ type }) => types.includes(type));
}
