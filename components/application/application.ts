import * as v from "valibot";
import type { Platform } from "../host/common/platform";
import type { ApplicationFolder, ApplicationPlan, AssetReader } from "./common/application-plan";
import { demoSchema, planDemo, type DemoApplication } from "./demo/demo";
import { environmentFile, secretEnvironmentPath } from "./common/environment";
import { planStatic, staticSchema, type StaticApplication } from "./static/static";
import { planWsgi, wsgiSchema, type WsgiApplication } from "./wsgi/wsgi";

/** What a site consists of, deployed along with its server. */
export type Application = DemoApplication | StaticApplication | WsgiApplication;

/** Those that ship a folder of the user's machine. */
export type FolderApplication = StaticApplication | WsgiApplication;

/** What may be said about a site's application. */
export const applicationSchema = v.variant("kind", [demoSchema, staticSchema, wsgiSchema]);

/** What an application's plan depends on beyond its settings. */
export interface ApplicationContext {
  readonly site: string;
  readonly platform: Platform;
  /** Whether gunicorn is the server, which runs the application itself. */
  readonly inGunicorn: boolean;
  readonly asset: AssetReader;
  /** What an application's folder holds. */
  readonly folder: (application: FolderApplication) => ApplicationFolder;
}

/** An application as a part of a site's release: behind its server, or run by it when that is gunicorn. */
export function planApplication(application: Application, { site, platform, inGunicorn, asset, folder }: ApplicationContext): ApplicationPlan {
  switch (application.kind) {
    case "demo":
      return planDemo(site, application, asset, inGunicorn);
    case "static":
      return planStatic(site, folder(application).tree);
    case "wsgi":
      return planWsgi(site, application, folder(application), { platform, inGunicorn, asset });
  }
}

/** The application's secret variables, as a part of a release's secrets; files alone have none. */
export function applicationSecrets(application: Application, variables: Readonly<Record<string, string>>): Record<string, string> {
  return application.kind === "static" ? {} : { [secretEnvironmentPath]: environmentFile(variables) };
}
