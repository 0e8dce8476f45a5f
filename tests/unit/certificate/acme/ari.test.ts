import { certificateId, suggestedWindow } from "../../../../components/certificate/acme/ari";
import { openssl } from "../../../support/openssl";

// RFC 9773, section 4.1: the serial number as DER has it, with a zero octet before one that would be negative.
test.each([
  ["05", "05"],
  ["7f", "7f"],
  ["80", "0080"],
  ["81", "0081"],
  ["ff", "00ff"],
  ["0100", "0100"],
  ["0812", "0812"],
  ["8000", "008000"],
  ["0123456789", "0123456789"],
])("the serial number 0x%s is in the identifier as %s", async (serial, octets) => {
  const key = openssl({}, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
  const leaf = openssl({ key }, ["req", "-x509", "-key", "key", "-subj", "/CN=x", "-set_serial", `0x${serial}`]).toString();
  const keyId =
    /([0-9A-F]{2}(?::[0-9A-F]{2}){19})/.exec(openssl({ leaf }, ["x509", "-in", "leaf", "-noout", "-ext", "subjectKeyIdentifier"]).toString())?.[1] ?? "";
  expect(await certificateId(leaf)).toBe(
    `${Buffer.from(keyId.replaceAll(":", ""), "hex").toString("base64url")}.${Buffer.from(octets, "hex").toString("base64url")}`,
  );
});

test("a certificate without an authority key identifier has no identifier", async () => {
  const key = openssl({}, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
  expect(
    await certificateId(
      openssl({ key, conf: "[req]\ndistinguished_name=dn\n[dn]\n" }, ["req", "-x509", "-config", "conf", "-key", "key", "-subj", "/CN=x"]).toString(),
    ),
  ).toBeUndefined();
});

describe("a suggested window", () => {
  const [start, end] = ["2026-01-03T00:00:00Z", "2026-01-07T00:00:00Z"];
  const window = { start: "2026-01-03T00:00:00.000Z", end: "2026-01-07T00:00:00.000Z" };

  test.each<[string, object]>([
    ["without a start", { end }],
    ["without an end", { start }],
    ["that ends as it starts", { start, end: start }],
    ["that is no date", { start: "soon", end }],
    ["of a date without a time", { start: "2026-01-03", end }],
    ["of numbers", { start: 1, end: 2 }],
    ["of a date that there is not", { start: "2026-13-03T00:00:00Z", end }],
  ])("%s is none", (_what, suggested) => {
    expect(suggestedWindow({ suggestedWindow: suggested })).toBeUndefined();
  });

  test("of a millisecond is one", () => {
    expect(suggestedWindow({ suggestedWindow: { start, end: "2026-01-03T00:00:00.001Z" } })).toEqual({ start: window.start, end: "2026-01-03T00:00:00.001Z" });
  });

  const url = (length: number): string => `https://${"a".repeat(length)}`;
  test.each<[string, unknown, boolean]>([
    ["a page over https", url(500), true],
    ["one that is too long", url(501), false],
    ["one over http", "http://ca.example/", false],
    ["one with a space", "https://ca.example/a b", false],
    ["none", "https://", false],
    ["a number", 7, false],
  ])("with %s as explanation keeps what a terminal can show", (_what, explanationURL, isKept) => {
    expect(suggestedWindow({ suggestedWindow: { start, end }, explanationURL })).toStrictEqual({ ...window, ...(isKept && { explanation: explanationURL }) });
  });

  test.each([null, undefined, {}, 7, "text", { suggestedWindow: null }])("in %j is none", (answer) => {
    expect(suggestedWindow(answer)).toBeUndefined();
  });
});
