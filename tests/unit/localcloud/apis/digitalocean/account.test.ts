import { Api, ownToken, publicKeys, token } from "./api-fixture";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => api.remove());

describe("every answer", () => {
  it.each([
    ["no", {}],
    ["another", { Authorization: "Bearer other" }],
    ["an empty", { Authorization: "Bearer " }],
    ["a wrongly announced", { Authorization: `Basic ${token}` }],
  ])("refuses %s token with 401", async (_, headers) => {
    const answer = await api.ask("GET", "account", undefined, { Authorization: "", ...headers });
    expect([answer.status, answer.body.id, answer.body.message]).toEqual([401, "Unauthorized", "Unable to authenticate you"]);
  });

  it("carries a request id of its own and counts down the rate limit", async () => {
    const [one, two] = [await api.ask("GET", "account"), await api.ask("GET", "account")];
    expect(one.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.headers.get("x-request-id")).not.toBe(two.headers.get("x-request-id"));
    expect([one, two].map(({ headers }) => [headers.get("RateLimit-Limit"), headers.get("RateLimit-Remaining")])).toEqual([
      ["5000", "4999"],
      ["5000", "4998"],
    ]);
    expect(Number(one.headers.get("RateLimit-Reset")) * 1000).toBeGreaterThan(Date.now());
  });

  it("to what is unknown is 404, to what is not implemented 501 with its method and path, and logged", async () => {
    const missing = await api.ask("GET", "droplets/1");
    expect([missing.status, missing.body.id, missing.body.message]).toEqual([404, "not_found", "The resource you were accessing could not be found."]);
    expect(missing.body.request_id).toBe(missing.headers.get("x-request-id"));
    const absent = await api.ask("POST", "kubernetes/clusters", {});
    expect([absent.status, absent.body.message]).toEqual([501, "The local cloud does not implement POST /v2/kubernetes/clusters"]);
    expect(api.logged).toEqual(["digitalocean.not-implemented"]);
  });

  it("to a body that is no JSON is 400", async () => {
    expect((await api.ask("POST", "droplets")).status).toBe(400);
  });

  it("is the same with a doubled slash, which some clients send", async () => {
    expect((await api.ask("GET", "/account")).status).toBe(200);
  });

  it("is 429 when an hour's requests are used up, but not for the local cloud itself", async () => {
    for (let count = 0; count < 5000; count += 1) await api.ask("GET", "account");
    const { status, headers, body } = await api.ask("GET", "account");
    expect([status, body.id, headers.get("RateLimit-Remaining")]).toEqual([429, "too_many_requests", "0"]);
    expect((await api.ask("GET", "account", undefined, { Authorization: `Bearer ${ownToken}` })).status).toBe(200);
  });
});

describe("a key of the account", () => {
  it("is found by id and by the MD5 fingerprint that ssh-keygen prints", async () => {
    const { status, body } = await api.ask("POST", "account/keys", { name: "mine", public_key: publicKeys[0] });
    expect([status, body.ssh_key]).toEqual([
      201,
      { id: body.ssh_key.id, name: "mine", public_key: publicKeys[0], fingerprint: "18:b8:26:61:51:7e:20:56:89:bd:69:97:69:f8:1f:b8" },
    ]);
    for (const key of [String(body.ssh_key.id), body.ssh_key.fingerprint])
      expect((await api.succeed("GET", `account/keys/${key}`)).ssh_key).toEqual(body.ssh_key);
  });

  it("exists once in an account", async () => {
    await api.succeed("POST", "account/keys", { name: "one", public_key: publicKeys[0] });
    const { status, body } = await api.ask("POST", "account/keys", { name: "two", public_key: publicKeys[0].replace("one@", "other@") });
    expect([status, body.message]).toEqual([422, "SSH Key is already in use on your account"]);
  });

  it.each([
    "",
    "ssh-ed25519",
    "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIDsY+cfaqP9RzkVWjE2k7OqWrXwtECyZRgldAPyFDts0",
    "ssh-ed25519 !!!!",
    `${publicKeys[0]}\n${publicKeys[1]}`,
  ])("is refused as %j", async (public_key) => {
    expect((await api.ask("POST", "account/keys", { name: "bad", public_key })).status).toBe(422);
  });

  it("is renamed and deleted, and then unknown", async () => {
    const { ssh_key: key } = await api.succeed("POST", "account/keys", { name: "one", public_key: publicKeys[0] });
    expect((await api.succeed("PUT", `account/keys/${String(key.id)}`, { name: "two" })).ssh_key.name).toBe("two");
    expect((await api.ask("DELETE", `account/keys/${String(key.id)}`)).status).toBe(204);
    expect((await api.ask("GET", `account/keys/${String(key.id)}`)).status).toBe(404);
  });
});

describe("the catalogue", () => {
  it("offers the images, regions and sizes that droplets are made of", async () => {
    expect((await api.succeed("GET", "images?type=distribution")).images.map(({ slug }) => slug)).toEqual([
      "debian-12-x64",
      "debian-13-x64",
      "ubuntu-24-04-x64",
    ]);
    expect((await api.succeed("GET", "images?private=true")).images).toEqual([]);
    expect((await api.succeed("GET", "regions")).regions).toEqual(expect.arrayContaining([expect.objectContaining({ slug: "fra1", available: true })]));
    const { sizes } = await api.succeed("GET", "sizes");
    expect(sizes.find(({ slug }) => slug === "s-1vcpu-1gb")).toMatchObject({ price_monthly: 6, regions: expect.arrayContaining(["nyc3", "fra1"]) as unknown });
    expect((await api.ask("GET", "images/debian-12-x64")).status).toBe(200);
    expect((await api.ask("GET", "images/none")).status).toBe(404);
  });
});
