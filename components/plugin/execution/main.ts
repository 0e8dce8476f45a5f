import { createRequire } from "node:module";
import type * as providerModule from "../../provider";
import { forwardedKind, operationsKey } from "../../shared/forwarding";
import { answer, type AnyOperations } from "../answer";
import { empty, isMethod, logRequest, readRequest } from "../messages";
import { tellEngine } from "./engine";
import { messageOf, refuse, reply, serve, status, type Call } from "./grpc";
import { sdkPlugin } from "./sdk-plugin";

/** The calls before the first resource that need no SDK to answer them: as Pulumi's own plugin does. */
const unimplemented: readonly string[] = ["Handshake", "CheckConfig", "DiffConfig", "GetSchema", "GetMapping", "GetMappings", "Parameterize", "Attach"];

/** How often is looked whether the engine still lives, in milliseconds. */
const heartbeat = 1000;

/** Where the engine listens. */
const [engine = ""] = process.argv.slice(2);
const others = sdkPlugin(process.cwd(), process.argv.slice(2));
let atWork = 0;

/** The program's tlsup, as the forwarding text finds it. */
function programsProvider(): typeof providerModule {
  const load = createRequire(`${process.cwd()}/package.json`) as (specifier: "tlsup/provider") => typeof providerModule;
  return load("tlsup/provider");
}

function operations(kind: string): AnyOperations {
  const { providers } = programsProvider();
  if (!(kind in providers)) throw new Error(`Cannot carry out a resource of the kind ${kind}: the program's tlsup has none; update it`);
  return providers[kind as keyof typeof providers] as unknown as AnyOperations;
}

async function handle(call: Call): Promise<void> {
  const { method, stream } = call;
  if (unimplemented.includes(method)) return refuse(stream, status.unimplemented, `${method} is not part of the plugin for dynamic resources`);
  if (method === "Configure") {
    others.configure(call);
    return reply(stream, empty);
  }
  // It has no version of its own.
  if (method === "GetPluginInfo") return reply(stream, empty);
  if (method === "Cancel") {
    // Of the calls at work, this is one: without another there is nothing to stop, nor a reason to load anything.
    if (atWork > 1) programsProvider().cancel();
    return reply(stream, empty);
  }
  if (!isMethod(method)) return others.pass(call);
  const asked = readRequest(method, messageOf(call));
  const kind = forwardedKind(asked.news[operationsKey] ?? asked.olds[operationsKey]);
  if (kind === undefined) return others.pass(call);
  reply(stream, await answer(method, asked, operations(kind), (step) => tellEngine(engine, logRequest(asked.urn, step))));
}

async function run(): Promise<void> {
  // As Pulumi's own plugin: a fault is told, and what else is at work goes on.
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error: Error) => process.stderr.write(`${error.stack ?? String(error)}\n`));
  const port = await serve(async (call) => {
    atWork += 1;
    await handle(call).finally(() => (atWork -= 1));
  });
  process.stdout.write(`${port}\n`);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && atWork === 0) process.exit();
  }, heartbeat);
}

void run();
