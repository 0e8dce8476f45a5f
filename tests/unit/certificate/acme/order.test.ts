import { createHmac, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { certificateId } from "../../../../components/certificate/acme/ari";
import { httpPath, proofOf, txtName, txtValue } from "../../../../components/certificate/acme/challenge";
import { externalBinding, signRequest, thumbprint } from "../../../../components/certificate/acme/jws";
import { nextStep, type Authorization, type Challenge, type Order } from "../../../../components/certificate/acme/order";
import { openssl } from "../../../support/openssl";

const order = (status: Order["status"], more: Partial<Order> = {}): Order => ({
  status,
  identifiers: [{ type: "dns", value: "example.com" }],
  authorizations: ["a"],
  finalize: "f",
  ...more,
});
const challenge = (type: string, status: Challenge["status"], more: Partial<Challenge> = {}): Challenge => ({
  type,
  url: `https://ca/${type}`,
  status,
  token: "t".repeat(22),
  ...more,
});
const authorization = (status: Authorization["status"], ...challenges: Challenge[]): Authorization => ({
  status,
  identifier: { type: "dns", value: "example.com" },
  challenges,
});

describe("what to do next with an order", () => {
  it("a pending challenge of the solver's kind is answered, and no other", () =>
    expect(nextStep(order("pending"), [authorization("pending", challenge("http-01", "pending"), challenge("dns-01", "pending"))], "dns-01")).toMatchObject({
      step: "prove",
      tasks: [{ challenge: { type: "dns-01" } }],
    }));
  it("a valid authorization is left alone", () =>
    expect(nextStep(order("pending"), [authorization("valid", challenge("dns-01", "valid"))], "dns-01")).toEqual({ step: "wait", until: "authorized" }));
  it("an answered challenge is waited for, and not answered again", () =>
    expect(nextStep(order("pending"), [authorization("pending", challenge("dns-01", "processing"))], "dns-01")).toEqual({ step: "wait", until: "authorized" }));
  it("a name that cannot be proven so is named with what could", () =>
    expect(nextStep(order("pending"), [authorization("pending", challenge("http-01", "pending"))], "dns-01")).toMatchObject({
      step: "fail",
      problems: [{ identifier: "example.com", detail: "must be proven by http-01, and the solver is for dns-01" }],
    }));
  it("an invalid authorization fails with the CA's words", () =>
    expect(
      nextStep(
        order("invalid"),
        [authorization("invalid", challenge("dns-01", "invalid", { error: { type: "urn:ietf:params:acme:error:dns", detail: "SERVFAIL" } }))],
        "dns-01",
      ),
    ).toMatchObject({ step: "fail", problems: [{ identifier: "example.com", type: "dns", detail: "SERVFAIL" }] }));
  it("an invalid order without an invalid authorization fails with its own words, or says that there are none", () => {
    const valid = [authorization("valid", challenge("dns-01", "valid"))];
    expect(nextStep(order("invalid", { error: { type: "urn:ietf:params:acme:error:badCSR", detail: "weak key" } }), valid, "dns-01")).toEqual({
      step: "fail",
      problems: [{ type: "badCSR", detail: "weak key", subproblems: [] }],
    });
    expect(nextStep(order("invalid"), valid, "dns-01")).toEqual({
      step: "fail",
      problems: [{ type: "about:blank", detail: "the CA gave no reason", subproblems: [] }],
    });
  });
  it.each(["deactivated", "expired", "revoked"] as const)("an authorization that is %s is lost, and named with its state", (status) =>
    expect(nextStep(order("pending"), [authorization(status), authorization("pending", challenge("dns-01", "pending"))], "dns-01")).toMatchObject({
      step: "fail",
      problems: [{ identifier: "example.com", detail: `the authorization is ${status}` }],
    }),
  );
  it("a name that nothing is offered for says so", () =>
    expect(nextStep(order("pending"), [authorization("pending")], "dns-01")).toMatchObject({
      problems: [{ detail: "must be proven by nothing, and the solver is for dns-01" }],
    }));
  it.each([
    [order("ready"), { step: "finalize" }],
    [order("processing"), { step: "wait", until: "issued" }],
    [order("valid", { certificate: "c" }), { step: "download", url: "c" }],
    [order("valid"), { step: "wait", until: "issued" }],
  ])("%j", (given, step) => expect(nextStep(given, [], "dns-01")).toEqual(step));
});

describe("proofs", () => {
  // RFC 8555, section 8.4 shows the form; the digest is what openssl makes of it.
  const proof = proofOf("example.org", "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA", "thumb");
  it("names and paths", () =>
    expect([txtName(proof), httpPath(proof)]).toEqual([
      "_acme-challenge.example.org",
      "/.well-known/acme-challenge/evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
    ]));
  it("the value is 43 characters of base64url", () => expect(txtValue(proof)).toMatch(/^[\w-]{43}$/));
  // RFC 8555, section 8: at least 128 bits, so 22 characters.
  it.each([
    [21, false],
    [22, true],
    [512, true],
    [513, false],
  ])("a token of %d characters: %s", (length, isTaken) => {
    const make = (): unknown => proofOf("example.org", "A".repeat(length), "thumb");
    if (isTaken) expect(make()).toEqual({ name: "example.org", token: "A".repeat(length), keyAuthorization: `${"A".repeat(length)}.thumb` });
    else expect(make).toThrow("Cannot answer the challenge for example.org as its token must be base64url");
  });
  it("the value of the record is the digest that openssl makes", () => {
    const digest = openssl({}, ["dgst", "-sha256", "-binary"], proof.keyAuthorization);
    expect(txtValue(proof)).toBe(digest.toString("base64url"));
  });
  it.each(["../../../etc/passwd", "", "a b", "x\ny", "short"])("the token %j is refused", (token) =>
    expect(() => proofOf("example.org", token, "thumb")).toThrow("must be base64url"),
  );
});

describe("signatures", () => {
  it.each(["P-256", "P-384"])("openssl's own code verifies %s", async (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    const { protected: header, payload, signature } = await signRequest(privateKey, { url: "https://ca/x", nonce: "n" }, { a: 1 });
    expect(
      verify(
        namedCurve === "P-256" ? "sha256" : "sha384",
        Buffer.from(`${header}.${payload}`),
        { key: publicKey, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      ),
    ).toBe(true);
    expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toMatchObject({
      nonce: "n",
      url: "https://ca/x",
      jwk: { crv: namedCurve, kty: "EC" },
    });
  });
  it("an account elsewhere is bound by its key, over the new account's own (RFC 8555, section 7.3.4)", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const binding = await externalBinding(privateKey, "https://ca/new", { keyId: "kid-1", hmacKey: Buffer.from("secret").toString("base64url") });
    const { crv, kty, x, y } = createPublicKey(privateKey).export({ format: "jwk" });
    expect(JSON.parse(Buffer.from(binding.protected ?? "", "base64url").toString())).toEqual({ alg: "HS256", kid: "kid-1", url: "https://ca/new" });
    expect(JSON.parse(Buffer.from(binding.payload, "base64url").toString())).toEqual({ crv, kty, x, y });
    expect(binding.signature).toBe(createHmac("sha256", "secret").update(`${binding.protected}.${binding.payload}`).digest("base64url"));
  });
  it.each([
    [{ url: "u" }, ["alg", "jwk", "url"]],
    [{ url: "u", kid: "k", nonce: "n" }, ["alg", "kid", "nonce", "url"]],
  ])("what protects a request is what %j has", async (header, members) => {
    const { protected: text = "" } = await signRequest(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey, header, {});
    const sent = JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;
    expect(Object.keys(sent).sort()).toEqual(members);
    expect(sent).toMatchObject({ alg: "RS256", ...header });
  });
  it("a read has an empty payload", async () =>
    expect((await signRequest(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, { url: "u", kid: "k" }, undefined)).payload).toBe(""));
  it("another kind of key is refused without being shown", () =>
    expect(signRequest(generateKeyPairSync("ed25519").privateKey, { url: "u" }, {})).rejects.toThrow(
      "must be ECDSA P-256, P-384 or RSA: current value is ed25519",
    ));
  it.each([
    ["RSA", ["e", "kty", "n"]],
    ["EC", ["crv", "kty", "x", "y"]],
  ])("the thumbprint of a key of the type %s is over the members that RFC 7638, section 3.2 names, in their order", async (kty, members) => {
    const { privateKey } = kty === "RSA" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = createPublicKey(privateKey).export({ format: "jwk" });
    expect(await thumbprint(privateKey)).toBe(
      openssl({}, ["dgst", "-sha256", "-binary"], `{${members.map((member) => `"${member}":"${String(jwk[member])}"`).join(",")}}`).toString("base64url"),
    );
  });
  it("thumbprints have 43 characters", async () =>
    expect(await thumbprint(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey)).toMatch(/^[\w-]{43}$/));
});

it("the identifier of RFC 9773's own certificate (appendix A) is the one that it gives", async () => {
  expect(await certificateId(readFileSync(`${__dirname}/rfc9773.pem`, "utf8"))).toBe("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
});
