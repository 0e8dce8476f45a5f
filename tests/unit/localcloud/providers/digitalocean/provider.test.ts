import { Secret } from "../../../../../localcloud/providers/contract/value";
import { digitalocean } from "../../../../../localcloud/providers/digitalocean/definition";
import { EngineClient } from "../engine-client";
import { client, sshKey } from "./fixture";

describe("an SSH key", () => {
  it("is the same with and without a line break, and another one otherwise", async () => {
    const kept = await client.create(sshKey, { name: "me", publicKey: "ssh-ed25519 AAAA me\n" });
    expect([...(await client.diff(sshKey, kept, { name: "me", publicKey: "ssh-ed25519 AAAA me" }))]).toEqual([]);
    expect((await client.diff(sshKey, kept, { name: "me", publicKey: "ssh-ed25519 BBBB me" })).get("publicKey")).toMatchObject({ replace: true });
  });

  it("is found by its name", async () => {
    await client.create(sshKey, { name: "me", publicKey: "k" });
    const call = (name: string) => client.engine.invoke("digitalocean:index/getSshKey:getSshKey", { name });
    expect((await call("me")).result).toMatchObject({ id: 100, name: "me", publicKey: "k" });
    await expect(call("you")).rejects.toThrow('Cannot find an SSH key with the name "you"');
  });
});

describe("the provider", () => {
  it("names what it does not have", () => {
    expect(() => client.failures("digitalocean:index/vpc:Vpc", {})).toThrow(
      "Cannot manage digitalocean:index/vpc:Vpc: the stand-in plugin of digitalocean does not have it; install the vendor's plugin to use it",
    );
  });

  it.each([
    [{}, "no API endpoint is set"],
    [{ DIGITALOCEAN_API_URL: "ftp://x" }, '"ftp://x" is no http or https URL'],
    [{ DIGITALOCEAN_API_URL: "http://127.0.0.1:1" }, "without credentials"],
  ])("does not start with the environment %j", (environment, reason) => {
    expect(() => new EngineClient(digitalocean, environment as Record<string, string>)).toThrow(reason);
  });

  it("refuses an unknown key in its configuration, and keeps its token secret", () => {
    const { failures, inputs } = client.engine.checkConfig({ token: "canary", tokn: "x", version: "4.80.1" });
    expect(failures).toEqual([expect.stringContaining('has no input "tokn" (did you mean "token"?)')]);
    expect(inputs.token).toEqual(new Secret("canary"));
  });
});
