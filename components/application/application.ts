import * as v from "valibot";
import type { Platform } from "../host/common/platform";
import type { ApplicationPlan, AssetReader } from "./common/application-plan";
import type { Content } from "./common/content";
import { demoSchema, planDemo, type DemoApplication } from "./demo/demo";
import { environmentFile, secretEnvironmentPath } from "./common/environment";
import { planStatic, staticSchema, type StaticApplication } from "./static/static";
import { planWsgi, wsgiSchema, type WsgiApplication, type WsgiFolder } from "./wsgi/wsgi";

/** What a site consists of, deployed along with its server. */
export type Application = DemoApplication | StaticApplication | WsgiApplication;

/** Those that ship a folder of the user's machine. */
export type FolderApplication = StaticApplication | WsgiApplication;

/** What the folder of an application holds. */
export type ApplicationFolder = WsgiFolder;

/** What may be said about a site's application. */
export const applicationSchema = v.variant("kind", [demoSchema, staticSchema, wsgiSchema]);

/** What an application's plan depends on beyond its settings. */
export interface ApplicationContext {
  readonly site: string;
  readonly platform: Platform;
  /** Whether the server runs the application itself. */
  readonly isRunByServer: boolean;
  readonly asset: AssetReader;
  /** What the application's folder holds; absent for one that ships none. */
  readonly folder: ApplicationFolder | undefined;
}

/** An application as a part of a site's release: behind its server, or run by it. */
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

/** The application's secret variables, as a part of a release's secrets; files alone have none. */
export function applicationSecrets({ kind }: Pick<Application, "kind">, variables: Readonly<Record<string, string>>): Record<string, string> {
  return kind === "static" ? {} : { [secretEnvironmentPath]: environmentFile(variables) };
}

/** What each kind of application can be to a server: something that answers behind it, files that it serves, or a program that it runs itself. */
const contents: Readonly<Record<Application["kind"], readonly Content["kind"][]>> = {
  demo: ["upstream", "wsgi"],
  static: ["files"],
  wsgi: ["upstream", "wsgi"],
};

/** What a kind of application can be to a server; nothing when there is none, or none of this kind. */
export function contentOf(application: unknown): readonly Content["kind"][] {
  return Object.entries(contents).find(([kind]) => kind === application)?.[1] ?? [];
}

/** The kinds of application that can be this to a server. */
export function applicationsGiving(content: Content["kind"]): string[] {
  return Object.keys(contents).filter((kind) => contentOf(kind).includes(content));
}
