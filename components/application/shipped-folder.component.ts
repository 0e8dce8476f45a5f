import { whenKnown, type Eventual, type Inputs } from "../shared/inputs.component";
import { laterParts } from "../shared/plain-data";
import type { Application, FolderApplication, ApplicationFolder } from "./application";
import { applicationFolder } from "./execution/application-folder";

/**
 * The application's folder, as soon as its path is known; undefined for an application without one.
 * Throws `ConfigurationError` with all faults of it.
 */
export function shippedFolder(application: Inputs<Application>, path: string): Eventual<ApplicationFolder | undefined> {
  if (application.kind === "demo") return undefined;
  // The application itself if all of it is known, as a folder is read once for the same object.
  const settings: Inputs<FolderApplication> = laterParts(application).length === 0 ? application : folderSettings(application);
  return whenKnown(settings, (known: FolderApplication) => applicationFolder(known, path));
}

/** Settings that decide how the program runs, but not about its folder. They may be known later. */
const ofProcess = ["environment", "port", "workers"];

function folderSettings(application: Inputs<FolderApplication>): Inputs<FolderApplication> {
  return Object.fromEntries(Object.entries(application).filter(([key]) => !ofProcess.includes(key))) as Inputs<FolderApplication>;
}
