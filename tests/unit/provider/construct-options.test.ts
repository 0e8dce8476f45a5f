import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Value } from "google-protobuf/google/protobuf/struct_pb";
import { constructOptions } from "../../../components/provider/construct-options.component";

const urn = (name: string): string => `urn:pulumi:try::site::test:index:Thing::${name}`;
const urnOf = async (resource: unknown): Promise<string> =>
  (await ((resource as pulumi.Resource).urn as unknown as { promise(): Promise<string> }).promise()) ?? "";

/** What a program in another language says of a component reaches it as a TypeScript program's options would. */
describe("the options of a component that the engine sends", () => {
  test("are all there", async () => {
    const request = new ConstructRequest()
      .setParent(urn("parent"))
      .setDeletedwith(urn("machine"))
      .setDependenciesList([urn("first")])
      .setIgnorechangesList(["domain"])
      .setReplaceonchangesList(["host.region"])
      .setReplaceWithList([urn("other")])
      .setReplacementTrigger(Value.fromJavaScript("now"))
      .setProtect(true)
      .setRetainondelete(false)
      .setCustomtimeouts(new ConstructRequest.CustomTimeouts().setCreate("10m"))
      .setResourceHooks(new ConstructRequest.ResourceHooksBinding().setBeforeCreateList(["look"]))
      .setAliasesList([new Alias().setUrn(urn("before")), new Alias().setSpec(new Alias.Spec().setName("old").setNoparent(true))]);
    request.getProvidersMap().set("digitalocean", `${urn("account")}::id`);
    const { parent, deletedWith, dependsOn, replaceWith, providers, hooks, ...plain } = constructOptions(request);
    expect(plain).toEqual({
      aliases: [urn("before"), { name: "old", parent: pulumi.rootStackResource }],
      ignoreChanges: ["domain"],
      replaceOnChanges: ["host.region"],
      replacementTrigger: "now",
      protect: true,
      retainOnDelete: false,
      customTimeouts: { create: "10m" },
    });
    expect(await Promise.all([parent, deletedWith, ...(dependsOn as pulumi.Resource[]), ...(replaceWith ?? [])].map(urnOf))).toEqual(
      ["parent", "machine", "first", "other"].map(urn),
    );
    expect(Object.keys(providers ?? {})).toEqual(["digitalocean"]);
    expect((hooks?.beforeCreate as { readonly name: string }[]).map(({ name }) => name)).toEqual(["look"]);
  });

  test("are none where the program gives none: what its parent has is the engine's to pass on", () => {
    expect(constructOptions(new ConstructRequest())).toEqual({
      aliases: [],
      dependsOn: [],
      ignoreChanges: [],
      replaceOnChanges: [],
      replaceWith: [],
      providers: {},
      customTimeouts: {},
    });
  });
});
