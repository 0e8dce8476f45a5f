import * as pulumi from "@pulumi/pulumi";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import * as exported from "../index";
import { ConfigurationError } from "../shared/fault";
import { declarePlugin } from "../shared/plugin.component";
import { constructOptions } from "./construct-options.component";
import { fromStruct, toStruct } from "./execution/struct";
import { supervised } from "./execution/supervise";
import type { PackageSpec } from "./schema/spec";
import { propertyFaults, RefusedInputs } from "./refusal";
import { awaitFeatureSupport, deserializeInputs, waitForRPCs, withLocalStorage } from "./sdk.component";
import { urnOf } from "../shared/output-internals.component";
import { spelled } from "./spelling";
import { withoutNulls, type Properties } from "./value";

type Component = new (name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

/** The engine's address, and the package's schema. */
export interface Construction {
  readonly engine: string;
  readonly spec: PackageSpec;
}

/** Makes a component for a program in any language. It rejects on any failure below the component, even one in work that the program does not await. */
export function construct(request: ConstructRequest, construction: Construction): Promise<ConstructResponse> {
  return withLocalStorage(() => supervised(() => constructed(request, construction))).catch((error: unknown) => {
    throw refusal(error, request, construction.spec);
  });
}

async function constructed(request: ConstructRequest, { engine, spec }: Construction): Promise<ConstructResponse> {
  declarePlugin();
  await joinProgram(request, engine);
  const type = request.getType();
  const component = exported[type.split(":").at(-1) as keyof typeof exported] as unknown as Component | undefined;
  if (typeof component !== "function" || !type.startsWith("tlsup:index:"))
    throw new Error(`Cannot make a component of the type ${type} as tlsup must have it. Update the plugin`);
  const inputs = await deserializeInputs(toStruct(inputsOf(request, spec)), request.getInputdependenciesMap());
  const made = new component(request.getName(), inputs, constructOptions(request));
  const outputs = Object.fromEntries(Object.keys(spec.resources[type]?.properties ?? {}).map((name) => [name, asWhole(made[name as keyof typeof made])]));
  const [state, dependencies] = await pulumi.runtime.serializeResourceProperties(`construct(${type}, ${request.getName()})`, outputs as pulumi.Inputs);
  const response = new ConstructResponse().setUrn(await urnOf(made)).setState(Struct.fromJavaScript(state as Record<string, JavaScriptValue>));
  for (const [name, resources] of dependencies) {
    const urns = await Promise.all([...resources].map(urnOf));
    response.getStatedependenciesMap().set(name, new ConstructResponse.PropertyDependencies().setUrnsList(urns));
  }
  await waitForRPCs();
  return response;
}

/** What the program gives, each key as the schema spells it. */
function inputsOf(request: ConstructRequest, spec: PackageSpec): Properties {
  return spelled(withoutNulls(fromStruct(request.getInputs())), request.getType(), spec);
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
function refusal(error: unknown, request: ConstructRequest, spec: PackageSpec): unknown {
  if (!(error instanceof ConfigurationError)) return error;
  const faults = propertyFaults(error.faults, request.getName(), inputsOf(request, spec));
  return new RefusedInputs("the configuration has faults, and nothing has been changed", faults);
}
