import { status, type ServiceError } from "@grpc/grpc-js";
import { InputPropertiesError } from "@pulumi/pulumi/proto/errors_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { secret } from "../../../../components/provider/value";
import { onCancel } from "../../../../components/shared/execution/cancellation";
import { version } from "../../../../package.json";
import { detailOf } from "../../../support/provider";
import { plain, provider, struct } from "./disk";

describe("the package", () => {
  test("tells its version, and that it takes secrets and previews", async () => {
    expect((await provider.call<PluginInfo>("getPluginInfo", new Empty())).getVersion()).toBe(version);
    expect((await provider.call<messages.ProviderHandshakeResponse>("handshake", new messages.ProviderHandshakeRequest())).getAcceptSecrets()).toBe(true);
    expect((await provider.call<messages.ConfigureResponse>("configure", new messages.ConfigureRequest())).toObject()).toMatchObject({
      acceptsecrets: true,
      supportspreview: true,
    });
  });

  test("keeps nothing of a program's configuration that has its name, and no change of it is one", async () => {
    const request = new messages.CheckRequest().setNews(struct({ version, site: secret({ domain: "blog.example.com" }) }));
    expect(plain((await provider.call<messages.CheckResponse>("checkConfig", request)).getInputs())).toEqual({ version });
    expect((await provider.call<messages.DiffResponse>("diffConfig", new messages.DiffRequest())).getChanges()).toBe(
      messages.DiffResponse.DiffChanges.DIFF_NONE,
    );
  });

  test("refuses what it does not have", async () => {
    await expect(provider.call("invoke", new messages.InvokeRequest())).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    await expect(provider.call("check", new messages.CheckRequest().setType("tlsup:index:Novelty"))).rejects.toMatchObject({
      details: expect.stringMatching(/^Cannot manage a resource of the type tlsup:index:Novelty as tlsup must have it: this version has tlsup:index:Release, /),
    });
  });

  test("passes on that the engine asks to end", async () => {
    let asked = 0;
    const forget = onCancel(() => (asked += 1));
    await provider.call("cancel", new Empty());
    forget();
    expect(asked).toBe(1);
  });
});

describe("a component", () => {
  const refused = (name: string) =>
    provider
      .call("construct", new messages.ConstructRequest().setType("tlsup:index:HttpsSite").setName(name))
      .then(undefined, (error: ServiceError) => error) as Promise<ServiceError>;

  test("is refused with every fault, each with its property", async () => {
    const { code, details, metadata } = await refused("blog");
    expect([code, details]).toEqual([status.INVALID_ARGUMENT, "the configuration has faults"]);
    expect(detailOf(metadata)?.unpack(InputPropertiesError.deserializeBinary, "pulumirpc.InputPropertiesError")?.toObject().errorsList).toEqual([
      { propertyPath: "host.region", reason: "must be near" },
      { propertyPath: "", reason: "domain must be known" },
    ]);
  });

  test("that fails otherwise says why", async () => {
    expect(await refused("other")).toMatchObject({ code: status.UNKNOWN, details: "no engine" });
  });
});
