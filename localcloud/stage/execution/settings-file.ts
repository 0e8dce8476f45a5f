import { createHmac } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { projectFile, type Program } from "tlsup/cli";
import { parse } from "yaml";
import type { Draw } from "../secrets";
import { isTree, rehearsedSettings, siteIn, type DrawnCertificate, type Rehearsed, type SettingsFile, type StandIns, type Tree } from "../settings";
import type { CertificateDrawer } from "./certificates";

/** Replaces the settings of the stack in a copy of the program. */
export async function prepareSettings(program: Program, stack: string, standIns: StandIns, draw: Draw, drawer: CertificateDrawer): Promise<Rehearsed> {
  const path = settingsFile(program, stack);
  if (!existsSync(path)) throw new Error(`Cannot rehearse the stack ${stack} as git must have its settings, in the base and now: ${path} is not there`);
  const file = (parse(readFileSync(path, "utf8")) ?? {}) as SettingsFile;
  const rehearsed = rehearsedSettings(file, standIns, draw, await drawnCertificate(program, siteIn(file.config ?? {}), drawer));
  writeSettings(path, rehearsed.file);
  return rehearsed;
}

/** What stands in for a provided certificate. Undefined for any other, and for one that cannot be read: tlsup says itself what is wrong with it. */
async function drawnCertificate(program: Program, site: Tree | undefined, drawer: CertificateDrawer): Promise<DrawnCertificate | undefined> {
  const certificate = site?.certificate;
  if (!isTree(certificate) || certificate.source !== "provided") return undefined;
  if (certificate.pkcs12 !== undefined)
    throw new Error("a certificate as PKCS #12 cannot be rehearsed, as only its passphrase opens it: give its certificates as PEM");
  const text = (material: unknown): string | undefined => materialText(program, material);
  return drawer.draw([text(certificate.certificate), text(certificate.chain)].join("\n"), text(certificate.root));
}

/** PEM text, or that of the file that is named. */
function materialText({ root }: Program, material: unknown): string | undefined {
  if (typeof material === "string") return material;
  if (!isTree(material) || typeof material.file !== "string") return undefined;
  const path = resolve(root, material.file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
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

/** Where Pulumi keeps the configuration of a stack: it ends as the program's own file does. */
export function settingsFile({ root }: Pick<Program, "root">, stack: string): string {
  const project = projectFile(root) ?? join(root, "Pulumi.yaml");
  const { stackConfigDir = "" } = parse(readFileSync(project, "utf8")) as { stackConfigDir?: string };
  return join(root, stackConfigDir, `Pulumi.${stack}${extname(project)}`);
}

/** Writes JSON, which is YAML as well: the file may be either. */
export function writeSettings(path: string, settings: object): void {
  writeFileSync(path, JSON.stringify(settings, undefined, 2));
}

/** Both programs are the same stack, whose secrets in the state are encrypted with one salt. */
export function shareSalt(from: string, to: string): void {
  const { encryptionsalt } = parse(readFileSync(from, "utf8")) as SettingsFile;
  writeSettings(to, { encryptionsalt, ...(parse(readFileSync(to, "utf8")) as SettingsFile) });
}
