import { whenKnown, type Eventual, type Inputs } from "../shared/inputs.component";
import { laterParts } from "../shared/plain-data";
import type { Application, FolderApplication, ApplicationFolder } from "./application";
import { applicationFolder } from "./execution/application-folder";

/**
 * The folder that an application ships, as soon as it is known which one; none for one that ships none.
 * Throws `ConfigurationError` with everything that is wrong with it.
 */
export function shippedFolder(application: Inputs<Application>, path: string): Eventual<ApplicationFolder | undefined> {
  if (application.kind === "demo") return undefined;
  // As a whole where it is known, since a folder is read once for the same settings.
  const settings: Inputs<FolderApplication> = laterParts(application).length === 0 ? application : folderSettings(application);
  return whenKnown(settings, (known: FolderApplication) => applicationFolder(known, path));
}

/** What decides about how the program runs, and not about its folder: that may be known later. */
const ofProcess = ["environment", "port", "workers"];

function folderSettings(application: Inputs<FolderApplication>): Inputs<FolderApplication> {
  return Object.fromEntries(Object.entries(application).filter(([key]) => !ofProcess.includes(key))) as Inputs<FolderApplication>;
}
