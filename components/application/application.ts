import * as v from "valibot";
import type { Platform } from "../host/common/platform";
import type { ApplicationPlan, AssetReader } from "./common/application-plan";
import type { Content } from "./common/content";
import { demoSchema, planDemo, type DemoApplication } from "./demo/demo";
import { environmentFile, secretEnvironmentPath } from "./common/environment";
import { planStatic, staticSchema, type StaticApplication } from "./static/static";
import { planWsgi, wsgiSchema, type WsgiApplication, type WsgiFolder } from "./wsgi/wsgi";

/** The content of a site, deployed together with its server. */
export type Application = DemoApplication | StaticApplication | WsgiApplication;

/** Applications that send a folder from the user's machine. */
export type FolderApplication = StaticApplication | WsgiApplication;

/** The content of an application's folder. */
export type ApplicationFolder = WsgiFolder;

export const applicationSchema = v.variant("kind", [demoSchema, staticSchema, wsgiSchema]);

/** What an application's plan depends on beyond its settings. */
export interface ApplicationContext {
  readonly site: string;
  readonly platform: Platform;
  /** Whether the server runs the application itself. */
  readonly isRunByServer: boolean;
  readonly asset: AssetReader;
  /** The content of the application's folder; absent for an application without one. */
  readonly folder: ApplicationFolder | undefined;
}

/** Plans an application as a part of a site's release, behind its server or run by it. */
export function planApplication(application: Application, { site, platform, isRunByServer, asset, folder }: ApplicationContext): ApplicationPlan {
  switch (application.kind) {
    case "demo":
      return planDemo(site, application, asset, isRunByServer);
    case "static":
      return planStatic(site, shipped(application, folder).tree);
    case "wsgi":
      return planWsgi(site, application, shipped(application, folder), { platform, isRunByServer, asset });
  }
}

function shipped({ directory }: FolderApplication, folder: ApplicationFolder | undefined): ApplicationFolder {
  if (folder) return folder;
  throw new Error(`Cannot plan the application in ${directory} as its folder must have been read`);
}

/** The application's secret variables, as a part of a release's secrets. Static files have none. */
export function applicationSecrets({ kind }: Pick<Application, "kind">, variables: Readonly<Record<string, string>>): Record<string, string> {
  return kind === "static" ? {} : { [secretEnvironmentPath]: environmentFile(variables) };
}

/** What a server can do with each kind of application: pass requests on to it, serve its files, or run it. */
const contents: Readonly<Record<Application["kind"], readonly Content["kind"][]>> = {
  demo: ["upstream", "wsgi"],
  static: ["files"],
  wsgi: ["upstream", "wsgi"],
};

/** What a server can do with a kind of application; empty for no application, or an unknown kind. */
export function contentOf(application: unknown): readonly Content["kind"][] {
  return Object.entries(contents).find(([kind]) => kind === application)?.[1] ?? [];
}

/** The kinds of application that a server can use in this way. */
export function applicationsGiving(content: Content["kind"]): string[] {
  return Object.keys(contents).filter((kind) => contentOf(kind).includes(content));
}
