import * as v from "valibot";
import { settings } from "../../shared/validation";
import { folderPath, type ApplicationPlan } from "../common/application-plan";
import { currentFolder, type Tree } from "../../release/common/release";

/** A site of static files, which the server serves itself. */
export interface StaticApplication {
  readonly kind: "static";
  /** Their folder, relative to the program's, e.g. `public`. It is copied to the host. */
  readonly directory: string;
}

export const staticSchema = settings({ kind: v.literal("static"), directory: folderPath });

const files = "application/files";

/** Plans a folder as a part of a site's release. */
export function planStatic(site: string, tree: Tree): ApplicationPlan {
  return { packages: [], files: {}, trees: { [files]: tree }, links: {}, services: [], content: { kind: "files", folder: `${currentFolder(site)}/${files}` } };
}
