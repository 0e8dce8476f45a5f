import { existsSync } from "node:fs";
import { join } from "node:path";

/** The file that makes a folder a Pulumi program. Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/ */
export function projectFile(folder: string): string | undefined {
  return ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].map((name) => join(folder, name)).find((file) => existsSync(file));
}
