import fc from "fast-check";
import { addressBytes, basicConstraints, usageExtensions } from "../../../../../localcloud/providers/tls/extensions";

test("an IPv4 address has its four bytes", () => {
  expect([...addressBytes("198.51.100.7")]).toEqual([198, 51, 100, 7]);
});

test("an IPv6 address has its sixteen bytes, however it is written", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.boolean(), (octets, dotted) => {
      const bytes = Buffer.from(octets);
      const groups = bytes.toString("hex").match(/.{4}/g) ?? [];
      const last = dotted ? [bytes.subarray(12).join(".")] : groups.slice(6);
      const written = [...groups.slice(0, 6), ...last].join(":");
      // The URL parser of this runtime writes the shortest form.
      for (const text of [written, `${written}%eth0`, new URL(`http://[${written}]`).hostname.slice(1, -1)]) expect(addressBytes(text)).toEqual(bytes);
    }),
  );
  for (const [text, octets] of [
    ["::", []],
    ["::1", [15]],
    ["1::", [1]],
  ] as const) {
    expect([...addressBytes(text).entries()].filter(([, octet]) => octet !== 0).map(([at]) => at)).toEqual(octets);
  }
});

/** RFC 5280, section 4.2.1.3: the bits from the first, without the zeros at the end. */
test.each([
  ["digital_signature", "03020780"],
  ["key_agreement", "03020308"],
  ["encipher_only", "03020001"],
  ["decipher_only", "0303070080"],
])("the usage %s is the bit string %s, in a critical extension", (usage, bits) => {
  expect(usageExtensions([usage]).map((each) => each.toString("hex"))).toEqual([
    `300${(10 + bits.length / 2).toString(16)}0603551d0f0101ff04${`0${(bits.length / 2).toString(16)}`}${bits}`,
  ]);
});

test("uses beyond the key's are an extension of their own, and none needs neither", () => {
  expect(usageExtensions([])).toEqual([]);
  expect(usageExtensions(["server_auth"]).map((each) => each.toString("hex"))).toEqual(["30130603551d25040c300a06082b06010505070301"]);
  expect(usageExtensions(["server_auth", "key_agreement"])).toHaveLength(2);
});

test.each([
  [true, -1, "30030101ff"],
  [true, 0, "30060101ff020100"],
  [true, 1, "30060101ff020101"],
  [false, 1, "3000"],
])("an authority %s with the path length %d is %s", (isAuthority, length, content) => {
  expect(basicConstraints(isAuthority, length).toString("hex")).toContain(`0603551d130101ff04${(content.length / 2).toString(16).padStart(2, "0")}${content}`);
});
