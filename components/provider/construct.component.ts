import * as pulumi from "@pulumi/pulumi";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import * as exported from "../index";
import { ConfigurationError } from "../shared/fault";
import { declarePlugin } from "../shared/plugin.component";
import { constructOptions } from "./construct-options.component";
import { fromStruct, toStruct } from "./execution/struct";
import { supervised } from "./execution/supervise";
import { propertyFaults, RefusedInputs } from "./refusal";
import { awaitFeatureSupport, deserializeInputs, urnOf, waitForRPCs, withLocalStorage } from "./sdk.component";
import { withoutNulls } from "./value";

type Component = new (name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

/** The engine's address, and the outputs that other languages see of a component. */
export interface Construction {
  readonly engine: string;
  readonly outputsOf: (type: string) => readonly string[];
}

/** Makes a component for a program in any language. It rejects on any failure below the component, even one in work that the program does not await. */
export function construct(request: ConstructRequest, construction: Construction): Promise<ConstructResponse> {
  return withLocalStorage(() => supervised(() => constructed(request, construction))).catch((error: unknown) => {
    throw refusal(error, request);
  });
}

async function constructed(request: ConstructRequest, { engine, outputsOf }: Construction): Promise<ConstructResponse> {
  declarePlugin();
  await joinProgram(request, engine);
  const type = request.getType();
  const component = exported[type.split(":").at(-1) as keyof typeof exported] as unknown as Component | undefined;
  if (typeof component !== "function" || !type.startsWith("tlsup:index:"))
    throw new Error(`Cannot make a component of the type ${type} as tlsup must have it. Update the plugin`);
  const inputs = await deserializeInputs(toStruct(withoutNulls(fromStruct(request.getInputs()))), request.getInputdependenciesMap());
  const made = new component(request.getName(), inputs, constructOptions(request));
  const outputs = Object.fromEntries(outputsOf(type).map((name) => [name, asWhole(made[name as keyof typeof made])]));
  const [state, dependencies] = await pulumi.runtime.serializeResourceProperties(`construct(${type}, ${request.getName()})`, outputs as pulumi.Inputs);
  const response = new ConstructResponse().setUrn(await urnOf(made)).setState(Struct.fromJavaScript(state as Record<string, JavaScriptValue>));
  for (const [name, resources] of dependencies) {
    const urns = await Promise.all([...resources].map(urnOf));
    response.getStatedependenciesMap().set(name, new ConstructResponse.PropertyDependencies().setUrnsList(urns));
  }
  await waitForRPCs();
  return response;
}

/** An output that is secret as a whole when any part of it is: YAML programs lose a secret that is nested in another value. */
function asWhole(value: unknown): unknown {
  return value === undefined ? undefined : pulumi.output(value);
}

/** Lets the SDK in this process register resources for the calling program. */
async function joinProgram(request: ConstructRequest, engine: string): Promise<void> {
  pulumi.runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engine,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await awaitFeatureSupport();
  pulumi.runtime.setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
}

/** Reports every fault of the arguments at the input that the program gave. */
function refusal(error: unknown, request: ConstructRequest): unknown {
  if (!(error instanceof ConfigurationError)) return error;
  const faults = propertyFaults(error.faults, request.getName(), fromStruct(request.getInputs()));
  return new RefusedInputs("the configuration has faults, and nothing has been changed", faults);
}
