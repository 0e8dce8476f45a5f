import { readFile } from "../../../shared/execution/given-file";
import { ConfigurationError, type Fault } from "../../../shared/fault";
import type { Material } from "../settings";

/** The text of a setting, or of the file that it names; a fault when there is no such file. */
export function readMaterial(material: Material, path: string): string | Fault {
  if (typeof material === "string") return material;
  const bytes = readFile(material, path);
  return Buffer.isBuffer(bytes) ? bytes.toString("utf8") : bytes;
}

/** The same; throws `ConfigurationError` when there is no such file. */
export function textOf(material: Material, path: string): string {
  const text = readMaterial(material, path);
  if (typeof text === "string") return text;
  throw new ConfigurationError([text]);
}
