import { isProxiable } from "../../../../../../localcloud/apis/cloudflare/records/proxying";

const proxiable = (content: string): boolean => isProxiable({ type: content.includes(":") ? "AAAA" : "A", content });

/** The first and the last address of each network that no edge reaches (RFC 6890), and the addresses right beside it. */
test.each([
  [["0.0.0.0", "0.255.255.255"], ["1.0.0.0"]],
  [
    ["10.0.0.0", "10.255.255.255"],
    ["9.255.255.255", "11.0.0.0"],
  ],
  [
    ["127.0.0.0", "127.255.255.255"],
    ["126.255.255.255", "128.0.0.0"],
  ],
  [
    ["169.254.0.0", "169.254.255.255"],
    ["169.253.255.255", "169.255.0.0"],
  ],
  [
    ["172.16.0.0", "172.31.255.255"],
    ["172.15.255.255", "172.32.0.0"],
  ],
  [
    ["192.168.0.0", "192.168.255.255"],
    ["192.167.255.255", "192.169.0.0"],
  ],
  [["224.0.0.0", "255.255.255.255"], ["223.255.255.255"]],
  [["::", "::1"], ["::2"]],
  [
    ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"],
  ],
  [
    ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::"],
  ],
  [["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]],
])("%j cannot be proxied, %j can", (within, beside) => {
  expect(within.filter(proxiable)).toEqual([]);
  expect(beside.filter(proxiable)).toEqual(beside);
});

test("an alias can be proxied wherever it leads, and a text never", () => {
  expect(isProxiable({ type: "CNAME", content: "localhost" })).toBe(true);
  expect(isProxiable({ type: "TXT", content: "192.0.2.1" })).toBe(false);
});
