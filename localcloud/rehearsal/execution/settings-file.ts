import { createHmac } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "tlsup/cli";
import { parse, stringify } from "yaml";
import type { Draw } from "../secrets";
import { rehearsedSettings, type Rehearsed, type SettingsFile, type StandIns } from "../settings";

/** Replaces the settings of the stack in a copy of the program. */
export function prepareSettings(program: Program, stack: string, standIns: StandIns, draw: Draw): Rehearsed {
  const path = settingsFile(program, stack);
  if (!existsSync(path)) throw new Error(`Cannot rehearse the stack ${stack} as git must have its settings, in the base and now: ${path} is not there`);
  const rehearsed = rehearsedSettings((parse(readFileSync(path, "utf8")) ?? {}) as SettingsFile, standIns, draw);
  writeFileSync(path, stringify(rehearsed.file));
  return rehearsed;
}

/** Draws by a seed, which is new for each rehearsal. */
export function drawFrom(seed: Buffer): Draw {
  return (ciphertext, length) => {
    let text = "";
    for (let block = 0; text.length < length; block += 1) {
      text += createHmac("sha256", seed).update(`${block} ${ciphertext}`).digest("base64").replaceAll(/[+/=]/g, "");
    }
    return text.slice(0, length);
  };
}

export function settingsFile({ root }: Pick<Program, "root">, stack: string): string {
  const { stackConfigDir = "" } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { stackConfigDir?: string };
  return join(root, stackConfigDir, `Pulumi.${stack}.yaml`);
}

/** Both programs are the same stack, whose secrets in the state are encrypted with one salt. */
export function shareSalt(from: string, to: string): void {
  const { encryptionsalt } = parse(readFileSync(from, "utf8")) as SettingsFile;
  writeFileSync(to, stringify({ encryptionsalt, ...(parse(readFileSync(to, "utf8")) as SettingsFile) }));
}
