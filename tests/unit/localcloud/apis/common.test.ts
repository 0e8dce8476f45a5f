import { isBearer } from "../../../../localcloud/apis/common/bearer";
import { fingerprintOf } from "../../../../localcloud/apis/common/fingerprint";
import { isNetwork, portRange } from "../../../../localcloud/apis/common/network";
import { positive } from "../../../../localcloud/apis/common/positive";
import { RateLimit } from "../../../../localcloud/apis/common/rate-limit";
import { publicKeys } from "./digitalocean/api-fixture";

test.each([
  ["1", [1, 1]],
  ["65535", [65535, 65535]],
  ["1-65535", [1, 65535]],
  ["80-80", [80, 80]],
])("%s is a range of ports", (text, range) => {
  expect(portRange(text)).toEqual(range);
});

test.each(["", "0", "0-80", "80-0", "65536", "80-65536", "85-80", "80-85-90", "-80", "80-", "000080", "8e1", "http"])("%j is no range of ports", (text) => {
  expect(portRange(text)).toBeUndefined();
});

test.each(["0.0.0.0/0", "198.51.100.7/32", "::/0", "2001:db8::1/128"])("%s is a network", (text) => {
  expect(isNetwork(text)).toBe(true);
});

test.each(["198.51.100.7", "198.51.100.7/", "198.51.100.7/33", "198.51.100.0/24/24", "198.51.100.0/0024", "198.51.100/24", "2001:db8::/129", "/24", "::/-1"])(
  "%s is no network",
  (text) => {
    expect(isNetwork(text)).toBe(false);
  },
);

describe("a number that counts", () => {
  const counted = (text: string | null | undefined): number => positive(text, 20, (rule) => new Error(rule));

  test.each([[undefined], [null], [""]])("is the usual one for %j", (text) => {
    expect(counted(text)).toBe(20);
  });

  test.each(["1", "7", String(Number.MAX_SAFE_INTEGER)])("is %s", (text) => {
    expect(counted(text)).toBe(Number(text));
  });

  test.each(["0", "-1", "1.5", "1e3", "0x10", " 7", "many", String(Number.MAX_SAFE_INTEGER + 1)])("is not %j", (text) => {
    expect(() => counted(text)).toThrow("must be a positive whole number");
  });
});

test("an hour of requests begins with the first, and ends with the requests or after 3600 seconds", () => {
  const limit = new RateLimit(2);
  const at = (milliseconds: number): string => {
    const headers = limit.count(milliseconds);
    return `${headers["RateLimit-Remaining"]} of ${headers["RateLimit-Limit"]} until ${headers["RateLimit-Reset"]}${limit.isExceeded ? ", too many" : ""}`;
  };
  expect([at(1000), at(1001), at(3_600_999)]).toEqual(["1 of 2 until 3601", "0 of 2 until 3601", "0 of 2 until 3601, too many"]);
  expect(at(3_601_000)).toBe("1 of 2 until 7201");
  expect(new RateLimit(1).count(1)["RateLimit-Reset"]).toBe("3601");
});

test("a token is told by the whole of it, with the word Bearer in any case", () => {
  expect(["Bearer secret", "bearer  secret"].map((header) => isBearer(header, "secret"))).toEqual([true, true]);
  expect([undefined, "", "secret", "Bearer", "Bearer secre", "Bearer secrets", "Basic secret"].filter((header) => isBearer(header, "secret"))).toEqual([]);
  expect([undefined, "Bearer "].filter((header) => isBearer(header, ""))).toEqual([]);
});

describe("the fingerprint of a key", () => {
  const [key] = publicKeys;
  const [kind = "", body = ""] = key.split(" ");
  const blob = (length: number, rest: Buffer): string => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(length);
    return Buffer.concat([size, rest]).toString("base64");
  };

  test("is that of the key alone, without the comment after it", () => {
    expect(fingerprintOf(key)).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect([`${kind} ${body}`, `  ${kind}  ${body} other@example.test\n`].map(fingerprintOf)).toEqual([fingerprintOf(key), fingerprintOf(key)]);
  });

  test("is there for every key that begins with its kind, and for no other text", () => {
    expect(fingerprintOf(`a ${blob(1, Buffer.from("a"))}`)).toBeDefined();
    const refused = [
      "",
      kind,
      body,
      `ssh-rsa ${body}`,
      `${kind} ${body.slice(0, 8)}`,
      `${kind}\n${body}`,
      `a ${blob(2, Buffer.from("a"))}b`,
      ` ${blob(0, Buffer.alloc(0))}`,
    ];
    expect(refused.filter((text) => fingerprintOf(text) !== undefined)).toEqual([]);
  });
});
