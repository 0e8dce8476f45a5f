import { fieldsOf, type Combination, type Unchecked } from "../shared/validation";
import type { Fault } from "../shared/fault";
import { oneOf } from "../shared/words";
import { applicationsGiving, contentOf } from "../application/application";
import { serversOf, serves } from "../server/servers";
import { highPorts } from "../service/services";

/** The rules for a server, its application and the services on its host together. Their shapes have not been checked yet. */
export const contentCombinations: readonly Combination[] = [
  { of: ["server.upstream"], faults: ({ server, application }, path) => upstreamFaults(fieldsOf(server), application, path) },
  { of: [], faults: ({ server, application }, path) => kindFaults(fieldsOf(server).kind, fieldsOf(application).kind, path) },
  {
    of: ["application.port"],
    faults: ({ server, application, services }, path) => portFaults(fieldsOf(server).kind, fieldsOf(application).port, services, `${path}.application.port`),
  },
  {
    of: [],
    faults: ({ application, secretEnvironment }, path) => environmentFaults(fieldsOf(application).kind, secretEnvironment, `${path}.secretEnvironment`),
  },
];

/** Settings that end up in a file that every user of the host can read. */
export const readableSettings: readonly string[] = ["application.environment"];

function upstreamFaults({ kind, upstream }: Unchecked, application: unknown, root: string): Fault[] {
  if (kind === undefined || serves(kind, "wsgi")) return [];
  const path = `${root}.server.upstream`;
  if (upstream === undefined && application === undefined) {
    return [
      {
        path,
        problem: "is required when there is no application",
        remedy: "Say where requests are passed on to, like http://127.0.0.1:8000, or add an application",
      },
    ];
  }
  if (upstream === undefined || application === undefined) return [];
  return [
    {
      path,
      problem: `must be left out when there is an application: current value is ${JSON.stringify(upstream)}`,
      remedy: "Requests go to the application; remove one of the two",
    },
  ];
}

function kindFaults(server: unknown, application: unknown, path: string): Fault[] {
  const given = contentOf(application);
  if (serves(server, "wsgi") && !given.includes("wsgi")) {
    return [
      {
        path: `${path}.application.kind`,
        problem:
          `must be ${oneOf(applicationsGiving("wsgi"))} with server.kind ${String(server)}, which runs the application itself: ` +
          `current value is ${JSON.stringify(application)}`,
        remedy: "Give an application in Python, or choose another server",
      },
    ];
  }
  if (!given.includes("files") || serves(server, "files") || !serves(server, "upstream")) return [];
  return [
    {
      path: `${path}.server.kind`,
      problem: `must be a server that can serve files when the application is ${String(application)}: current value is ${JSON.stringify(server)}`,
      remedy: `Use ${oneOf(serversOf("files"))}`,
    },
  ];
}

function portFaults(server: unknown, port: unknown, services: unknown, path: string): Fault[] {
  if (serves(server, "wsgi") || typeof port !== "number" || !Array.isArray(services)) return [];
  const kinds = services.map((service) => fieldsOf(service).kind);
  return highPorts
    .filter(({ kind, first, last }) => kinds.includes(kind) && port >= first && port <= last)
    .map(({ kind }) => ({
      path,
      problem: `must be a port that nothing else on the host listens on: current value is ${port}, which ${kind} has`,
      remedy: "Choose another port, or leave it out",
    }));
}

function environmentFaults(application: unknown, secretEnvironment: unknown, path: string): Fault[] {
  if (secretEnvironment === undefined || contentOf(application).includes("wsgi")) return [];
  return [
    {
      path,
      problem: "must be left out when no application of the release runs as a process: nothing would read it",
      remedy: `Remove it, or give an application of the kind ${oneOf(applicationsGiving("wsgi"))}`,
    },
  ];
}
