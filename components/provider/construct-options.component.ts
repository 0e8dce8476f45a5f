import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { hookBindingFromProto } from "./sdk.component";

/** The options of a component, in the form that a TypeScript program would pass. */
export function constructOptions(request: ConstructRequest): pulumi.ComponentResourceOptions {
  const hooks = hookBindingFromProto(request.getResourceHooks());
  const timeouts = Object.entries(request.getCustomtimeouts()?.toObject() ?? {}).filter(([, value]) => value !== "");
  const providers = [...request.getProvidersMap().entries()].map(([name, reference]): [string, pulumi.ProviderResource] => [
    name,
    new pulumi.DependencyProviderResource(reference),
  ]);
  const trigger = request.getReplacementTrigger();
  return {
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map(named),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    replaceWith: request.getReplaceWithList().map(named),
    providers: Object.fromEntries(providers),
    customTimeouts: Object.fromEntries(timeouts),
    ...(request.getParent() !== "" && { parent: named(request.getParent()) }),
    ...(request.getDeletedwith() !== "" && { deletedWith: named(request.getDeletedwith()) }),
    // What is not said would be told as false.
    ...(request.hasProtect() && { protect: request.getProtect() === true }),
    ...(request.hasRetainondelete() && { retainOnDelete: request.getRetainondelete() === true }),
    ...(trigger && { replacementTrigger: pulumi.runtime.deserializeProperty(trigger.toJavaScript(), true) as unknown }),
    ...(hooks && { hooks }),
  };
}

/** A reference to a resource of the calling program. */
function named(urn: string): pulumi.Resource {
  return new pulumi.DependencyResource(urn);
}

function aliasOf(alias: Alias): pulumi.Alias | string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const [name, type, project, stack] = [spec.getName(), spec.getType(), spec.getProject(), spec.getStack()];
  return {
    ...(name !== "" && { name }),
    ...(type !== "" && { type }),
    ...(project !== "" && { project }),
    ...(stack !== "" && { stack }),
    ...(spec.hasParenturn() && { parent: spec.getParenturn() }),
    ...(spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}
